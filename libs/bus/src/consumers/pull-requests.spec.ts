import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Msg } from '@nats-io/transport-node';
import type { Bus } from '../connection/bus.js';
import { PullRequests } from './pull-requests.js';

type Callback = (error: null, msg: Pick<Msg, 'data' | 'subject'> & { headers?: object }) => void;

/** A server that notes the requests, and answers when it is told to, the oldest first. */
class FakeServer {
  /** Messages that each inbox was asked for, and not given. */
  private readonly asked = new Map<string, number>();
  private readonly callbacks = new Map<string, Callback>();

  readonly errors: unknown[] = [];
  readonly bus = {
    emit: (_event: string, error: unknown) => this.errors.push(error),
    newInbox: () => `inbox${this.callbacks.size}`,
    publish: (_subject: string, data: Uint8Array, { reply }: { reply: string }) =>
      this.asked.set(reply, (JSON.parse(Buffer.from(data).toString()) as { batch: number }).batch),
    connection: {
      subscribe: (inbox: string, { callback }: { callback: Callback }) => {
        this.callbacks.set(inbox, callback);
        return { unsubscribe: () => undefined };
      },
    },
  } as unknown as Bus;

  get outstanding(): number {
    return [...this.asked.values()].reduce((sum, left) => sum + left, 0);
  }

  /** Says of the oldest request that no server has the consumer now. */
  refuse(): void {
    const [inbox] = [...this.asked].find(([, some]) => some > 0)!;
    this.asked.set(inbox, 0);
    const headers = { code: 503, description: 'No Responders' };
    this.callbacks.get(inbox)!(null, { subject: inbox, data: Buffer.alloc(0), headers });
  }

  give(messages: number, bytes: number): void {
    for (let n = 0; n < messages; n++) {
      const [inbox, left] = [...this.asked].find(([, some]) => some > 0)!;
      this.asked.set(inbox, left - 1);
      this.callbacks.get(inbox)!(null, { subject: inbox, data: Buffer.alloc(bytes) });
    }
  }
}

let server: FakeServer;
let pulls: PullRequests;

beforeEach(() => {
  server = new FakeServer();
  const options = { consumer: 'S.c', ahead: 500, mayPullFor: () => 10_000 };
  pulls = new PullRequests(server.bus, options, { message: () => undefined, lost: () => undefined });
  pulls.start();
});

afterEach(() => pulls.stop());

describe('pull requests', () => {
  it('ask for few messages while it is not known how long they are, and for all that may be outstanding of short ones', () => {
    expect(server.outstanding).toBe(32);
    server.give(400, 200);
    expect(server.outstanding).toBeGreaterThan(250);
    expect(server.outstanding).toBeLessThanOrEqual(500);
  });

  it('ask for a megabyte of long ones, and for one message at least', () => {
    server.give(400, 128 * 1_024);
    expect([4, 5, 6, 7, 8]).toContain(server.outstanding);
    server.give(100, 2 * 1_024 * 1_024);
    expect(server.outstanding).toBe(1);
  });

  it('ask for what the listener has room for, and for nothing while it has none', () => {
    let room = 3;
    const own = new FakeServer();
    const options = { consumer: 'S.c', ahead: 500, room: () => room, mayPullFor: () => 10_000 };
    const bounded = new PullRequests(own.bus, options, { message: () => room--, lost: () => undefined });
    bounded.start();
    expect(own.outstanding).toBe(3);
    own.give(3, 200);
    expect(own.outstanding).toBeLessThanOrEqual(1);
    room = 0;
    own.give(own.outstanding, 200);
    bounded.more();
    expect(own.outstanding).toBe(0);
    room = 5;
    bounded.more();
    expect(own.outstanding).toBe(5);
    bounded.stop();
  });

  it('tell of a listener that throws, and go on', () => {
    const own = new FakeServer();
    const fault = new Error('odd message');
    const message = (): void => {
      throw fault;
    };
    const listener = { message, lost: () => undefined };
    const pulling = new PullRequests(own.bus, { consumer: 'S.c', ahead: 500, mayPullFor: () => 10_000 }, listener);
    pulling.start();
    own.give(2, 200);
    expect(own.errors).toEqual([fault, fault]);
    pulling.stop();
  });

  // Servers that elect a leader answer so for a moment: what is in hand would be given out again.
  it('ask no sooner because the listener has room, where no server has the consumer', () => {
    const own = new FakeServer();
    let isLost = false;
    const listener = { message: () => undefined, lost: () => (isLost = true) };
    const pulling = new PullRequests(own.bus, { consumer: 'S.c', ahead: 500, mayPullFor: () => 10_000 }, listener);
    pulling.start();
    own.refuse();
    for (let n = 0; n < 5; n++) pulling.more();
    expect([own.outstanding, isLost]).toEqual([0, false]);
    pulling.stop();
  });
});
