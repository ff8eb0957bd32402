import { Module } from '@nestjs/common';
import { Bus, RpcClient } from '#bus';
import { LiveConfig } from '#config';
import type { CometConfig } from '../config/comet.config.js';
import { MissedMessages } from '../hub/continuity.js';
import { CatchUps } from './catch-ups.js';
import { LogicCalls } from '../logic/logic-calls.js';
import { LogicHistory } from './logic-history.js';

/** What was missed, read from the history. */
@Module({
  providers: [
    LogicCalls,
    {
      provide: LogicHistory,
      inject: [LogicCalls, Bus, LiveConfig],
      useFactory: (calls: LogicCalls, bus: Bus, { current }: LiveConfig<CometConfig>) =>
        new LogicHistory(calls.through(new RpcClient(bus, current.catchUp.timeout))),
    },
    {
      provide: CatchUps,
      inject: [LogicHistory, LiveConfig],
      useFactory: (history: LogicHistory, config: LiveConfig<CometConfig>) =>
        new CatchUps(
          history,
          config.select(({ catchUp }) => catchUp),
        ),
    },
    { provide: MissedMessages, useExisting: CatchUps },
  ],
  exports: [CatchUps, LogicCalls, LogicHistory, MissedMessages],
})
export class CatchUpModule {}
