import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Global, Module } from '@nestjs/common';
import { LiveConfig } from '#config';
import type { CometId } from '#contracts';
import type { CometConfig } from '../config/comet.config.js';

/** Injection token of this run's `CometId`. */
export const COMET_ID = Symbol('CometId');

const SUFFIX_BYTES = 4;

/** A new id for each run: what a run that died left behind under its id can't be mistaken for this one's. */
function newCometId({ current: { node } }: LiveConfig<CometConfig>): CometId {
  const name = node.name ?? node.host ?? hostname();
  return `${name}-${randomBytes(SUFFIX_BYTES).toString('hex')}` as CometId;
}

/** Gives every module the id of this comet. */
@Global()
@Module({
  providers: [{ provide: COMET_ID, inject: [LiveConfig], useFactory: newCometId }],
  exports: [COMET_ID],
})
export class CometIdModule {}
