import { Logger, Module } from '@nestjs/common';
import { Bus, onBucketRecreated, RpcClient } from '#bus';
import { LiveConfig } from '#config';
import { SESSION_BUCKET, type CometId } from '#contracts';
import type { CometConfig } from '../config/comet.config.js';
import { Hub, RoomInterest } from '../hub/hub.js';
import { InboundModule } from '../inbound/inbound.module.js';
import { COMET_ID } from '../node/comet-id.js';
import { Admission } from './admission.js';
import type { ClientConnection } from './client-connection.js';
import { EndReporter } from './end-reporter.js';
import { LogicClient } from './logic-client.js';
import { Operations } from './operations.js';
import { Reregistration } from './reregistration.js';
import { RoomChanges } from './room-changes.js';
import { SessionSweeper } from './session-closing.js';
import { SessionCounts } from './session-counts.js';
import { SessionMetrics } from './session-metrics.js';
import { SessionTable } from './session-table.js';
import { SessionFactory } from './session.js';
import { Subscriptions } from './subscriptions.js';

type Config = LiveConfig<CometConfig>;

function limitsOf({ connection }: CometConfig): CometConfig['connection'] {
  return connection;
}

const now = (): number => performance.now();

/** The lives of the clients, whatever transport carries them. */
@Module({
  imports: [InboundModule],
  providers: [
    SessionCounts,
    SessionTable,
    SessionMetrics,
    {
      provide: LogicClient,
      inject: [Bus, LiveConfig, COMET_ID],
      useFactory: (bus: Bus, { current }: Config, id: CometId) =>
        new LogicClient(new RpcClient(bus, current.session.logicTimeout), id),
    },
    {
      provide: EndReporter,
      inject: [LogicClient, SessionCounts],
      useFactory: (logic: LogicClient, counts: SessionCounts) => new EndReporter(logic, counts),
    },
    {
      provide: SessionSweeper,
      inject: [SessionTable],
      useFactory: (table: SessionTable) => new SessionSweeper(table, now),
    },
    {
      provide: Reregistration,
      inject: [SessionTable, Bus],
      useFactory: (table: SessionTable, bus: Bus) =>
        new Reregistration(table, (lost) => onBucketRecreated(bus, SESSION_BUCKET, lost), now),
    },
    {
      provide: Admission,
      inject: [LogicClient, Hub, RoomInterest, EndReporter, SessionCounts, LiveConfig],
      useFactory: (
        logic: LogicClient,
        hub: Hub<ClientConnection>,
        rooms: RoomInterest,
        ends: EndReporter,
        counts: SessionCounts,
        config: Config,
      ) => new Admission(logic, hub, rooms, ends, counts, config.select(limitsOf)),
    },
    {
      provide: Operations,
      inject: [Hub, RoomInterest, LogicClient, SessionCounts, LiveConfig],
      useFactory: (
        hub: Hub<ClientConnection>,
        rooms: RoomInterest,
        logic: LogicClient,
        counts: SessionCounts,
        config: Config,
      ) => {
        const limits = config.select(limitsOf);
        return new Operations(new RoomChanges(hub, rooms, limits), new Subscriptions(counts, limits), {
          logic,
          counts,
          limits,
          now,
        });
      },
    },
    {
      provide: SessionFactory,
      inject: [SessionTable, Admission, Operations, LogicClient, SessionCounts, LiveConfig],
      useFactory: (
        table: SessionTable,
        admission: Admission,
        operations: Operations,
        logic: LogicClient,
        counts: SessionCounts,
        config: Config,
      ) => {
        const limits = config.select(limitsOf);
        const renewing = config.select(({ session }) => session);
        const logger = new Logger('Session');
        const onFault = (err: unknown): void => logger.error('a frame could not be handled', { err });
        return new SessionFactory({ table, admission, operations, logic, counts, limits, renewing, now, onFault });
      },
    },
  ],
  exports: [EndReporter, LogicClient, SessionCounts, SessionFactory, SessionSweeper, SessionTable],
})
export class ClientModule {}
