import { Module } from '@nestjs/common';
import { Bus } from '#bus';
import { LiveConfig } from '#config';
import { Metrics } from '#observability';
import type { LogicConfig } from '../config/logic.config.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { openRecords } from '../idempotency/kv/kv-idempotency-store.js';
import { JetStreamPushQueue } from './jetstream/jetstream-push-queue.js';
import { SetBackNotes } from './jetstream/set-back-notes.js';
import { PushQueue } from './push-queue.js';
import { PushController } from './push.controller.js';
import { PushHandler } from './push.handler.js';
import { PushService } from './push.service.js';

/** Pushes to clients, from a request to the queue. */
@Module({
  imports: [SessionsModule, IdempotencyModule, ReceiptsModule],
  controllers: [PushController, PushHandler],
  providers: [
    PushService,
    {
      provide: PushQueue,
      inject: [Bus, LiveConfig, Metrics],
      useFactory: async (bus: Bus, live: LiveConfig<LogicConfig>, metrics: Metrics) => {
        const notes = new SetBackNotes(await openRecords(bus, live.current.queue));
        const settings = live.select(({ queue }) => queue);
        return JetStreamPushQueue.open(bus, settings, metrics, notes);
      },
    },
  ],
  exports: [PushService, PushQueue],
})
export class PushModule {}
