import type { CometId } from '#contracts';
import { Hub } from '../src/hub/hub.js';
import { EndReporter } from '../src/client/end-reporter.js';
import { SessionCounts } from '../src/client/session-counts.js';
import { SessionTable } from '../src/client/session-table.js';
import type { SessionEnvironment } from '../src/client/session.js';
import { FakeClient } from './fake-client.js';
import { FakeClock } from './fake-clock.js';
import { FakeLogic } from './fake-logic.js';
import { FakeRooms } from './fake-rooms.js';

export const HANDSHAKE_TIMEOUT_MS = 8_000;
export const RENEW_INTERVAL_MS = 600_000;
export const MAX_PENDING = 100_000;
export const MAX_UPSTREAM = 3;
export const UPSTREAM_RATE = 10;
export const UPSTREAM_BURST = 20;
export const MAX_ACCEPTS = 5;
export const MAX_ROOMS = 3;

/** A comet without a network: real sessions and hub, fake clients, logic, rooms and time. */
export class SessionFixture {
  readonly clock = new FakeClock();
  readonly logic = new FakeLogic();
  readonly rooms = new FakeRooms();
  readonly table = new SessionTable();
  readonly counts = new SessionCounts();
  readonly faults: unknown[] = [];
  readonly ends = new EndReporter(this.logic.client, this.counts);
  readonly hub = new Hub(
    { buckets: 2, flushInterval: 5, slice: 2, maxPendingBytes: 100, onOverflow: 'disconnect' },
    { opened: (room) => void this.rooms.hold(room), closed: (room) => this.rooms.drop(room) },
    this.clock,
  );
  readonly environment: SessionEnvironment = {
    cometId: 'comet-1' as CometId,
    hub: this.hub,
    logic: this.logic.client,
    rooms: this.rooms,
    table: this.table,
    ends: this.ends,
    counts: this.counts,
    options: {
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      renewInterval: RENEW_INTERVAL_MS,
      renewSpacing: 0,
      maxUpstream: MAX_UPSTREAM,
      upstreamRate: UPSTREAM_RATE,
      upstreamBurst: UPSTREAM_BURST,
      maxPending: MAX_PENDING,
      maxAccepts: MAX_ACCEPTS,
      maxRooms: MAX_ROOMS,
    },
    now: () => this.clock.now(),
    onFault: (error) => this.faults.push(error),
  };

  client(options?: { ip?: string; cookie?: string }): FakeClient {
    return new FakeClient(this.environment, options);
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
}
