import { expect } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.mjs';
import { FakeComet } from '../../../test/support/fake-comet.js';
import { GoimClient, type GoimClientOptions, type State } from '../src/index.js';

/** What is awaited comes in milliseconds, where the machine has nothing else to do. */
export const WITHIN_MS = 30_000;
const AT_ONCE = { base: 0, factor: 1, max: 0 };

/** A client, and what it has told since it was made. */
interface Seen {
  readonly client: GoimClient;
  readonly states: State[];
  /** Messages as their text, and what else happened as `kind …`. */
  readonly events: string[];
}

/** A comet in memory, and clients of it that come back at once. */
export class ClientsOfAFakeComet {
  comet = new FakeComet();
  private readonly clients: GoimClient[] = [];

  connect(options: Partial<GoimClientOptions> = {}): Seen {
    const client = new GoimClient({
      url: 'ws://comet/sub',
      getToken: () => ({ mid: 1 }),
      webSocket: this.comet.webSocket,
      backoff: AT_ONCE,
      ...options,
    });
    this.clients.push(client);
    const seen: Seen = { client, states: [], events: [] };
    client.on('state', (state) => seen.states.push(state));
    client.on('message', (message) => seen.events.push(message.text()));
    client.on('gap', ({ reason, from, to }) => seen.events.push(`gap ${reason} ${from} ${to}`));
    return seen;
  }

  /** One that is connected, and has had a message to its member: `one`. */
  async heardOne(options?: Partial<GoimClientOptions>): Promise<Seen> {
    const seen = this.connect(options);
    await connected(seen);
    this.comet.push('mid:1', 'one');
    await happened(seen, 'one');
    return seen;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }
}

export function join({ client, events }: Seen, key = 'r'): ReturnType<GoimClient['room']> {
  const room = client.room(key);
  room.on('message', (message) => events.push(message.text()));
  room.on('gap', ({ reason, from, to }) => events.push(`gap ${reason} ${from} ${to}`));
  room.on('joined', () => events.push('joined'));
  return room;
}

export function happened(seen: Seen, ...events: string[]): Promise<unknown> {
  return eventually(`the client sees ${events.join(', ')}`, WITHIN_MS, () => expect(seen.events).toEqual(events));
}

export function connected({ states }: Seen, times = 1): Promise<unknown> {
  return eventually(`it is connected for the ${times}. time`, WITHIN_MS, () =>
    expect(states.filter(({ state }) => state === 'connected')).toHaveLength(times),
  );
}
