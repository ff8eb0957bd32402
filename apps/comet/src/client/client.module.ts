import { Logger, Module } from '@nestjs/common';
import { BanList, Bus, onBucketLoss, RpcClient, StoreClock } from '#bus';
import { LiveConfig } from '#config';
import { SESSION_BUCKET, subjects, Withdrawn, type CometId } from '#contracts';
import { maxOpenFiles } from '#reports';
import { CatchUpModule } from '../catch-up/catch-up.module.js';
import { CatchUps } from '../catch-up/catch-ups.js';
import { LogicHistory } from '../catch-up/logic-history.js';
import type { CometConfig } from '../config/comet.config.js';
import { Hub, RoomInterest } from '../hub/hub.js';
import { systemClock } from '../hub/slices.js';
import { InboundModule } from '../inbound/inbound.module.js';
import { LogicCalls } from '../logic/logic-calls.js';
import { COMET_ID } from '../node/comet-id.js';
import { ConnectionLimits } from './admission/connection-limits.js';
import { Admission } from './admission/admission.js';
import { BanEnforcement } from './admission/ban-enforcement.js';
import { CatchingUp } from './history/catching-up.js';
import type { ClientConnection } from './client-connection.js';
import { ClientSockets } from './admission/client-sockets.js';
import { EndReporter } from './registration/end-reporter.js';
import { Entrance } from './admission/entrance.js';
import { HistoryPages } from './history/history-pages.js';
import { LogicClient } from './registration/logic-client.js';
import { MemberLimits } from './admission/member-limits.js';
import { Operations } from './requests/operations.js';
import { RecentEvents } from './session/recent-events.js';
import { Refreshing } from './requests/refreshing.js';
import { Reregistration } from './registration/reregistration.js';
import { Rights } from './requests/rights.js';
import { RoomChanges } from './requests/room-changes.js';
import { SessionSweeper } from './session/session-closing.js';
import { SessionCounts } from './session/session-counts.js';
import { SessionMetrics } from './session/session-metrics.js';
import { SessionTable } from './session/session-table.js';
import { SessionFactory } from './session/session.js';
import { Subscriptions } from './requests/subscriptions.js';
import { Turns } from './admission/turns.js';

type Config = LiveConfig<CometConfig>;

function limitsOf({ connection }: CometConfig): CometConfig['connection'] {
  return connection;
}

const now = (): number => performance.now();

/** The lives of the clients, whatever transport carries them. */
@Module({
  imports: [InboundModule, CatchUpModule],
  providers: [
    SessionCounts,
    SessionTable,
    SessionMetrics,
    {
      provide: RecentEvents,
      inject: [StoreClock, Hub, Bus],
      useFactory: (clock: StoreClock, hub: Hub, bus: Bus) => {
        const recent = new RecentEvents(clock);
        hub.observeBy(recent);
        bus.on('disconnect', () => recent.cutOff(true));
        bus.on('reconnect', () => recent.cutOff(false));
        bus.subscribe(subjects.withdrawn, ({ data }) => {
          const { target, epoch, id } = Withdrawn.decode(data);
          recent.withdrawn(target, epoch, id);
        });
        return recent;
      },
    },
    {
      provide: LogicClient,
      inject: [LogicCalls, Bus, LiveConfig, COMET_ID],
      useFactory: (calls: LogicCalls, bus: Bus, { current }: Config, id: CometId) =>
        new LogicClient(calls.through(new RpcClient(bus, current.session.logicTimeout)), id),
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
    { provide: BanList, inject: [Bus], useFactory: (bus: Bus) => BanList.open(bus) },
    {
      provide: BanEnforcement,
      inject: [BanList, SessionTable, StoreClock],
      useFactory: (bans: BanList, table: SessionTable, clock: StoreClock) => {
        const logger = new Logger(BanEnforcement.name);
        const onInvalid = (id: string, err: unknown) => logger.warn('an entry is no ban, and was skipped', { id, err });
        return new BanEnforcement(bans, table, onInvalid, clock);
      },
    },
    {
      provide: Reregistration,
      inject: [SessionTable, Bus],
      useFactory: (table: SessionTable, bus: Bus) =>
        new Reregistration(table, (lost) => onBucketLoss(bus, SESSION_BUCKET, lost), now),
    },
    {
      provide: Entrance,
      inject: [LiveConfig],
      useFactory: (config: Config) =>
        new Entrance(
          config.select(({ session: { maxAdmissions }, connection: { handshakeTimeout } }) => ({
            maxAdmissions,
            handshakeTimeout,
          })),
          systemClock,
        ),
    },
    {
      provide: Turns,
      inject: [LiveConfig],
      useFactory: (config: Config) =>
        new Turns(
          config.select(({ hub }) => hub),
          systemClock,
        ),
    },
    {
      provide: Admission,
      inject: [
        LogicClient,
        Hub,
        RoomInterest,
        EndReporter,
        LiveConfig,
        CatchingUp,
        BanList,
        Entrance,
        Turns,
        MemberLimits,
      ],
      useFactory: (
        logic: LogicClient,
        hub: Hub<ClientConnection>,
        rooms: RoomInterest,
        ends: EndReporter,
        config: Config,
        catchingUp: CatchingUp,
        bans: BanList,
        entrance: Entrance,
        turns: Turns,
        members: MemberLimits,
      ) => new Admission(logic, hub, rooms, ends, config.select(limitsOf), catchingUp, bans, entrance, turns, members),
    },
    {
      provide: Rights,
      inject: [LogicClient],
      useFactory: (logic: LogicClient) => new Rights(logic, now),
    },
    {
      provide: RoomChanges,
      inject: [Hub, RoomInterest, Rights, LiveConfig],
      useFactory: (hub: Hub<ClientConnection>, rooms: RoomInterest, rights: Rights, config: Config) =>
        new RoomChanges(hub, rooms, rights, config.select(limitsOf)),
    },
    {
      provide: CatchingUp,
      inject: [CatchUps, Hub, RoomInterest, RoomChanges, Rights, LiveConfig, Turns, RecentEvents],
      useFactory: (
        catchUps: CatchUps,
        hub: Hub<ClientConnection>,
        rooms: RoomInterest,
        changes: RoomChanges,
        rights: Rights,
        config: Config,
        turns: Turns,
        recent: RecentEvents,
      ) =>
        new CatchingUp(
          catchUps,
          hub,
          rooms,
          changes,
          rights,
          config.select(({ catchUp }) => catchUp),
          config.select(limitsOf),
          turns,
          recent,
        ),
    },
    {
      provide: HistoryPages,
      inject: [Hub, LogicHistory, Rights],
      useFactory: (hub: Hub, history: LogicHistory, rights: Rights) => new HistoryPages(hub, history, rights),
    },
    {
      provide: Operations,
      inject: [
        RoomChanges,
        LogicClient,
        SessionCounts,
        LiveConfig,
        CatchingUp,
        HistoryPages,
        BanList,
        RecentEvents,
        MemberLimits,
      ],
      useFactory: (
        rooms: RoomChanges,
        logic: LogicClient,
        counts: SessionCounts,
        config: Config,
        catchingUp: CatchingUp,
        pages: HistoryPages,
        bans: BanList,
        recent: RecentEvents,
        members: MemberLimits,
      ) => {
        const limits = config.select(limitsOf);
        const upstream = { logic, counts, limits, members, now };
        return new Operations(
          rooms,
          new Subscriptions(counts, limits, recent),
          upstream,
          catchingUp,
          pages,
          new Refreshing(logic, bans),
        );
      },
    },
    {
      provide: MemberLimits,
      inject: [LiveConfig],
      useFactory: (config: Config) => new MemberLimits(config.select(limitsOf), now),
    },
    {
      provide: ClientSockets,
      inject: [LiveConfig],
      useFactory: (config: Config) => new ClientSockets(config, maxOpenFiles() || Infinity),
    },
    {
      provide: ConnectionLimits,
      inject: [LiveConfig, ClientSockets],
      useFactory: (config: Config, { byHttp }: ClientSockets) => {
        const { trusted, proxyProtocol } = config.current.proxies;
        const openFiles = maxOpenFiles() || Infinity;
        return new ConnectionLimits(config.select(limitsOf), [...trusted, ...proxyProtocol], now, openFiles, byHttp);
      },
    },
    {
      provide: SessionFactory,
      inject: [
        SessionTable,
        ConnectionLimits,
        Admission,
        Operations,
        CatchingUp,
        LogicClient,
        SessionCounts,
        LiveConfig,
        RecentEvents,
      ],
      useFactory: (
        table: SessionTable,
        addresses: ConnectionLimits,
        admission: Admission,
        operations: Operations,
        catchingUp: CatchingUp,
        logic: LogicClient,
        counts: SessionCounts,
        config: Config,
        recent: RecentEvents,
      ) => {
        const limits = config.select(limitsOf);
        const renewing = config.select(({ session }) => session);
        const logger = new Logger('Session');
        const onFault = (err: unknown): void => logger.error('a frame could not be handled', { err });
        return new SessionFactory({
          table,
          addresses,
          admission,
          operations,
          catchingUp,
          recent,
          logic,
          counts,
          limits,
          renewing,
          now,
          onFault,
        });
      },
    },
  ],
  exports: [
    ClientSockets,
    ConnectionLimits,
    EndReporter,
    LogicClient,
    RecentEvents,
    SessionCounts,
    SessionFactory,
    SessionSweeper,
    SessionTable,
  ],
})
export class ClientModule {}
