import { hostname } from 'node:os';
import { Global, Module } from '@nestjs/common';
import { LiveConfig } from '#config';
import type { CometId } from '#contracts';
import { newInstanceId } from '#reports';
import type { CometConfig } from '../config/comet.config.js';

/** Injection token of this run's `CometId`. */
export const COMET_ID = Symbol('CometId');

function newCometId({ current: { node } }: LiveConfig<CometConfig>): CometId {
  return newInstanceId(node.name ?? node.host ?? hostname()) as CometId;
}

/** Gives every module the id of this comet. */
@Global()
@Module({
  providers: [{ provide: COMET_ID, inject: [LiveConfig], useFactory: newCometId }],
  exports: [COMET_ID],
})
export class CometIdModule {}
