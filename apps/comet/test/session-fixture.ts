import { BanIndex, type BanSubject } from '#bus';
import { Hub } from '../src/hub/hub.js';
import { Entrance } from '../src/client/admission/entrance.js';
import { Turns } from '../src/client/admission/turns.js';
import { EndReporter } from '../src/client/registration/end-reporter.js';
import { SessionCounts } from '../src/client/session/session-counts.js';
import { SessionTable } from '../src/client/session/session-table.js';
import { SessionFactory } from '../src/client/session/session.js';
import { ConnectionLimits } from '../src/client/admission/connection-limits.js';
import { MemberLimits } from '../src/client/admission/member-limits.js';
import { Admission } from '../src/client/admission/admission.js';
import type { ClientConnection } from '../src/client/client-connection.js';
import { CatchingUp } from '../src/client/history/catching-up.js';
import { HistoryPages } from '../src/client/history/history-pages.js';
import { CatchUps } from '../src/catch-up/catch-ups.js';
import { Operations } from '../src/client/requests/operations.js';
import { RecentEvents } from '../src/client/session/recent-events.js';
import { Refreshing } from '../src/client/requests/refreshing.js';
import { Rights } from '../src/client/requests/rights.js';
import { RoomChanges } from '../src/client/requests/room-changes.js';
import { Subscriptions } from '../src/client/requests/subscriptions.js';
import { FakeClient } from './fake-client.js';
import { FakeClock } from './fake-clock.js';
import { FakeLogic } from './fake-logic.js';
import { FakeMissed } from './fake-missed.js';
import { FakeRooms } from './fake-rooms.js';

export const HANDSHAKE_TIMEOUT_MS = 8_000;
export const EXPIRY_GRACE_MS = 25_000;
export const RENEW_INTERVAL_MS = 600_000;
/** Above what it costs to keep a packet for a client by HTTP. */
const HUB_MAX_PENDING = 300;
export const MAX_PENDING = 100_000;
export const MAX_UPSTREAM = 3;
export const UPSTREAM_RATE = 10;
export const UPSTREAM_BURST = 20;
export const MAX_PER_MEMBER = 10;
export const MEMBER_RATE = 15;
export const MEMBER_BURST = 30;
const CONTROL_RATE = 100;
export const CONTROL_BURST = 1_000;
export const MAX_ACCEPTS = 5;
export const MAX_ROOMS = 3;

const CATCH_UP = { current: { maxMessages: 300, maxPerConnection: 1_000, concurrency: 32, resumeWithin: 8_000 } };

/** A comet without a network: real sessions and hub, fake clients, logic, rooms and time. */
export class SessionFixture {
  readonly clock = new FakeClock();
  readonly logic = new FakeLogic();
  readonly rooms = new FakeRooms();
  readonly table = new SessionTable();
  readonly counts = new SessionCounts();
  readonly faults: unknown[] = [];
  readonly ends = new EndReporter(this.logic.client, this.counts);
  readonly banned = new BanIndex();
  readonly bans = { find: (who: BanSubject) => this.banned.find(who, Date.now()) };
  readonly missed = new FakeMissed();
  /** Of pushes; `limits` has those of replies. */
  readonly pushLimits = { current: { maxPending: HUB_MAX_PENDING, onOverflow: 'disconnect' as const } };
  readonly hub = new Hub<ClientConnection>(
    { current: { buckets: 2, flushInterval: 5, slice: 2 } },
    this.pushLimits,
    this.rooms,
    this.missed,
    this.clock,
  );
  readonly limits = {
    current: {
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      expiryGrace: EXPIRY_GRACE_MS,
      extensions: true,
      maxUpstream: MAX_UPSTREAM,
      upstreamRate: UPSTREAM_RATE,
      upstreamBurst: UPSTREAM_BURST,
      controlRate: CONTROL_RATE,
      controlBurst: CONTROL_BURST,
      maxPending: MAX_PENDING,
      maxAccepts: MAX_ACCEPTS,
      maxRooms: MAX_ROOMS,
      maxConnections: 0,
      maxPerAddress: 0,
      maxPerMember: MAX_PER_MEMBER,
      memberRate: MEMBER_RATE,
      memberBurst: MEMBER_BURST,
      addressRate: 0,
      addressBurst: 1,
    },
  };
  readonly entrance = new Entrance(
    { current: { maxAdmissions: 256, handshakeTimeout: HANDSHAKE_TIMEOUT_MS } },
    this.clock,
  );
  readonly turns = new Turns({ current: { slice: 2 } }, this.clock);
  readonly renewing = { current: { renewInterval: RENEW_INTERVAL_MS, renewSpacing: 0 } };
  readonly recent = new RecentEvents(this.clock);
  readonly sessions = this.newSessions();

  client(options?: { ip?: string; cookie?: string; origin?: string }): FakeClient {
    return new FakeClient(options).begin(this.sessions);
  }

  async authenticated(granted: Parameters<FakeLogic['grant']>[0] = {}): Promise<FakeClient> {
    this.logic.grant(granted);
    const client = this.client();
    await client.authenticate();
    client.wire.writes.length = 0;
    return client;
  }

  /** Lets a connection's time pass, and sweeps as the sweeper does. */
  pass(ms: number): void {
    this.clock.advance(ms);
    this.table.sweep(this.clock.now());
  }

  private newSessions(): SessionFactory {
    const { hub, rooms, table, counts, limits, renewing } = this;
    const logic = this.logic.client;
    const now = (): number => this.clock.now();
    const rights = new Rights(logic, now);
    const changes = new RoomChanges(hub, rooms, rights, limits);
    const catchUps = new CatchUps(this.logic.history, CATCH_UP, this.clock);
    const catchingUp = new CatchingUp(catchUps, hub, rooms, changes, rights, CATCH_UP, limits, this.turns, {
      caughtUp: () => undefined,
    });
    const pages = new HistoryPages(hub, this.logic.history, rights);
    const members = new MemberLimits(limits, now);
    const upstream = { logic, counts, limits, members, now };
    return new SessionFactory({
      table,
      addresses: new ConnectionLimits(limits, [], now),
      admission: new Admission(
        logic,
        hub,
        rooms,
        this.ends,
        limits,
        catchingUp,
        this.bans,
        this.entrance,
        this.turns,
        members,
      ),
      operations: new Operations(
        changes,
        new Subscriptions(counts, limits, this.recent),
        upstream,
        catchingUp,
        pages,
        new Refreshing(logic, this.bans),
      ),
      catchingUp,
      recent: this.recent,
      logic,
      counts,
      limits,
      renewing,
      now,
      onFault: (error) => this.faults.push(error),
    });
  }
}
