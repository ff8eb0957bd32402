import { Module } from '@nestjs/common';
import { Bus } from '#bus';
import { LiveConfig } from '#config';
import type { LogicConfig } from '../config/logic.config.js';
import { IdempotencyStore } from './idempotency-store.js';
import { Idempotency } from './idempotency.js';
import { KvIdempotencyStore } from './kv/kv-idempotency-store.js';

/** Requests that are worked once, however often they come. */
@Module({
  providers: [
    Idempotency,
    {
      provide: IdempotencyStore,
      inject: [Bus, LiveConfig],
      useFactory: (bus: Bus, { current }: LiveConfig<LogicConfig>) => KvIdempotencyStore.open(bus, current.queue),
    },
  ],
  exports: [Idempotency, IdempotencyStore],
})
export class IdempotencyModule {}
