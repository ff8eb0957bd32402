import { Module, type DynamicModule } from '@nestjs/common';
import { Bus, PushPositions } from '#bus';
import { keepsHistory, type LiveConfig } from '#config';
import { historyModule } from '#history';
import type { LogicConfig } from '../config/logic.config.js';
import { PushModule } from '../push/push.module.js';
import { PushQueue } from '../push/push-queue.js';
import { CatchUpService } from './catch-up.service.js';
import { HistoryController } from './history.controller.js';
import { HistoryHandler } from './history.handler.js';
import { HistoryService } from './history.service.js';

/** What was pushed, for the HTTP API and for comets' clients that come back. Without history.url its answers say so. */
@Module({})
export class MessageHistoryModule {
  static async forRoot(live: LiveConfig<LogicConfig>): Promise<DynamicModule> {
    const database = keepsHistory(live.current.history)
      ? [await historyModule({ app: 'logic', config: () => live.current.history })]
      : [];
    return {
      module: MessageHistoryModule,
      imports: [PushModule, ...database],
      controllers: [HistoryController, HistoryHandler],
      providers: [
        HistoryService,
        { provide: PushPositions, inject: [Bus], useFactory: (bus: Bus) => new PushPositions(bus) },
        {
          provide: CatchUpService,
          inject: [Bus, PushPositions, HistoryService, PushQueue],
          useFactory: (bus: Bus, positions: PushPositions, history: HistoryService, queue: PushQueue) =>
            new CatchUpService(bus, positions, history, queue),
        },
      ],
      exports: [HistoryService, ...database],
    };
  }
}
