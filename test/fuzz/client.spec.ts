import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GoimClient, type Message } from '#client';
import { eventually } from '#test-support';
import { searchAsync } from '#test-support/fuzz';
import { FakeComet } from '../support/fake-comet.js';

const WITHIN_MS = 30_000;
/** Cases wait for connections, and for a client that asks for what it missed. */
const PATIENCE = 8;
const ROOMS = ['of the token', 'joined'];
const TARGETS = ['mid:1', 'all', ...ROOMS.map((room) => `room:${room}`)];

const target = fc.constantFrom(...TARGETS);
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('push' as const), target }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('push twice' as const), target }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), room: fc.constantFrom(...ROOMS) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cut' as const), arriving: fc.nat(6) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('breathe' as const), turns: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('history away' as const, 'history back' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('another client' as const) }) },
);

it('a client gets each message once and in order, whatever is cut, lost, repeated or asked in vain', async () => {
  // A case that fails waits for longer than the search lasts, which gives it up then.
  let last: Promise<void> = Promise.resolve();
  const property = fc.asyncProperty(fc.array(happening, { maxLength: 60 }), (happenings) => (last = live(happenings)));
  await searchAsync(property, PATIENCE);
  await expect(last).resolves.toBeUndefined();
});

type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

async function live(happenings: readonly Happening[]): Promise<void> {
  const comet = new FakeComet([ROOMS[0]!]);
  const received = new Map<string, string[]>(TARGETS.map((name) => [name, []]));
  const gaps: unknown[] = [];
  let client = await begin({});
  let n = 0;
  for (const one of happenings) {
    if (one.kind === 'push') comet.push(one.target, `${n++}`);
    else if (one.kind === 'push twice') comet.push(one.target, `${n++}`, { twice: true });
    else if (one.kind === 'lose') comet.push(`room:${one.room}`, `${n++}`, { lost: true });
    else if (one.kind === 'cut') comet.cut(one.arriving);
    else if (one.kind === 'history away') comet.isHistoryThere = false;
    else if (one.kind === 'history back') comet.isHistoryThere = true;
    else if (one.kind === 'breathe') for (let turn = 0; turn < one.turns; turn++) await new Promise(setImmediate);
    else {
      const { cursors } = client;
      await client.close();
      client = await begin(cursors);
    }
  }
  comet.isHistoryThere = true;
  for (const name of TARGETS) comet.push(name, 'last');
  await eventually(`all has come after ${JSON.stringify(happenings)}`, WITHIN_MS, () => {
    for (const name of TARGETS) expect([name, received.get(name)]).toEqual([name, comet.bodies(name)]);
  });
  expect(gaps).toEqual([]);
  await client.close();

  function take(message: Message): void {
    received.get(message.target)!.push(message.text());
  }

  /** A client whose rooms are joined: before that it has nothing to resume from. */
  async function begin(cursors: Record<string, string>): Promise<GoimClient> {
    const made = new GoimClient({
      url: 'ws://comet/sub',
      getToken: () => 'token',
      webSocket: comet.webSocket,
      backoff: { base: 0, factor: 1, max: 0 },
      recoverWithin: 10 * WITHIN_MS,
      cursors,
    });
    const rooms = ROOMS.map((room) => made.room(room));
    made.on('message', take);
    made.on('gap', (gap) => gaps.push(gap));
    for (const room of rooms) {
      room.on('message', take);
      room.on('gap', (gap) => gaps.push(gap));
    }
    await Promise.all(rooms.map((room) => new Promise<void>((resolve) => room.on('joined', resolve))));
    return made;
  }
}
