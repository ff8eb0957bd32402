import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Global, Module } from '@nestjs/common';
import { LiveConfig } from '#config';
import type { CometId } from '#contracts';
import type { CometConfig } from '../config/comet.config.js';

/** Injection token of this run's `CometId`. */
export const COMET_ID = Symbol('CometId');

const SUFFIX_BYTES = 4;

/**
 * A new id for this run: what a run that died left behind under its id can't be mistaken for this one's.
 *
 * @param name what people know the comet by, such as the host's name
 */
export function newCometId(name: string): CometId {
  return `${name}-${randomBytes(SUFFIX_BYTES).toString('hex')}` as CometId;
}

function idFor({ current: { node } }: LiveConfig<CometConfig>): CometId {
  return newCometId(node.name ?? node.host ?? hostname());
}

/** Says everywhere which comet this is. */
@Global()
@Module({
  providers: [{ provide: COMET_ID, inject: [LiveConfig], useFactory: idFor }],
  exports: [COMET_ID],
})
export class CometIdModule {}
