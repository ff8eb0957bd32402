import { Module, type DynamicModule } from '@nestjs/common';
import { pushEpoch, PushPositions, StoreClock, type Bus } from '#bus';
import { keepsHistory, type LiveConfig } from '#config';
import { historyModule } from '#history';
import type { LogicConfig } from '../config/logic.config.js';
import { PushModule } from '../push/push.module.js';
import { PushQueue } from '../push/push-queue.js';
import { CatchUpService } from './catch-up.service.js';
import { HistoryController } from './history.controller.js';
import { HistoryHandler } from './history.handler.js';
import { HistoryService } from './history.service.js';
import { StoredIds } from './stored-ids.js';
import { IdWait } from './writer-lag.js';

/** What was pushed, for the HTTP API and for comets' clients that come back. Without history.url its answers say so. */
@Module({})
export class MessageHistoryModule {
  static async forRoot(live: LiveConfig<LogicConfig>, bus: Bus): Promise<DynamicModule> {
    const clock = StoreClock.of(bus);
    const now = (): number => clock.now();
    const database = keepsHistory(live.current.history)
      ? [await historyModule({ app: 'logic', config: () => live.current.history, now })]
      : [];
    return {
      module: MessageHistoryModule,
      imports: [PushModule, ...database],
      controllers: [HistoryController, HistoryHandler],
      providers: [
        HistoryService,
        StoredIds,
        { provide: PushPositions, useFactory: () => new PushPositions(bus) },
        {
          provide: IdWait,
          inject: [PushPositions, PushQueue],
          useFactory: (positions: PushPositions, queue: PushQueue) =>
            new IdWait(positions, queue, () => pushEpoch(bus)),
        },
        {
          provide: CatchUpService,
          inject: [PushPositions, HistoryService, PushQueue],
          useFactory: (positions: PushPositions, history: HistoryService, queue: PushQueue) =>
            new CatchUpService(bus, positions, history, queue),
        },
      ],
      exports: [HistoryService, ...database],
    };
  }
}
