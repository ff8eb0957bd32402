import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RoomKey } from '#contracts';
import { encodeFrame } from '#protocol';
import { settled } from '../../../test/fake-client.js';
import {
  MAX_UPSTREAM,
  MEMBER_BURST,
  MEMBER_RATE,
  UPSTREAM_BURST,
  UPSTREAM_RATE,
  SessionFixture,
} from '../../../test/session-fixture.js';

const ROOM = 'live://1' as RoomKey;

let comet: SessionFixture;

beforeEach(() => {
  comet = new SessionFixture();
});

describe("a client's messages", () => {
  it('go to logic with who sent them, and are answered when it has taken them', async () => {
    const client = await comet.authenticated({ key: 'a', roomID: ROOM });
    comet.logic.hold('receive');
    const seq = client.send(4, 'hello');
    const [call] = comet.logic.callsOf('receive');
    expect(call!.request).toMatchObject({ mid: 7, key: 'a', server: 'comet-1', roomID: ROOM, ip: '10.0.0.1' });
    const { proto } = call!.request as { proto: { ver: number; op: number; seq: number; body: Buffer } };
    expect({ ...proto, body: proto.body.toString() }).toEqual({ ver: 1, op: 4, seq, body: 'hello' });
    expect(client.received).toEqual([]);
    call!.answer();
    await settled();
    expect(client.received).toEqual([{ ver: 1, op: 5, seq, body: '' }]);
  });

  it('of an application operation are answered by the same operation', async () => {
    const client = await comet.authenticated();
    const seq = client.send(1000, 'hello');
    await settled();
    expect(client.received).toEqual([{ ver: 1, op: 1000, seq, body: '' }]);
  });

  it('that logic could not take are answered with why', async () => {
    const client = await comet.authenticated();
    comet.logic.fail('receive', 'unavailable');
    client.send(4, 'hello');
    await settled();
    expect(client.received.map(({ op, body }) => [op, JSON.parse(body)])).toEqual([[5, { error: 'unavailable' }]]);
    expect(client.isClosedAs).toBeUndefined();
  });

  it.each([0, 1, 10, 11, 29, 31, 99, 100, 999])(
    "of operation %i, which is nobody's, are taken, as goim does",
    async (op) => {
      const client = await comet.authenticated();
      const seq = client.send(op, 'x');
      await settled();
      expect(client.received).toEqual([{ ver: 1, op, seq, body: '' }]);
      expect(comet.logic.callsOf('receive')).toHaveLength(1);
    },
  );

  it.each([
    [18, '{"page":1,"room_id":"live://1000"}'],
    [18, ''],
    [20, 'bye'],
    [22, '{"cursors":{}}'],
    [24, '{"target":"mid:7","cursor":"7:2048"}'],
    [26, '{"page":1}'],
  ])("of operation %i that a client of goim's has for itself are taken: %s", async (op, body) => {
    const client = await comet.authenticated();
    client.send(op, body);
    await settled();
    expect(client.received).toMatchObject([{ op, body: '' }]);
    expect(comet.hub.roomCount).toBe(0);
  });

  it('of our operations are taken where these are off', async () => {
    comet.limits.current.extensions = false;
    const client = await comet.authenticated();
    for (const op of [18, 19, 20, 21, 26, 28]) client.send(op, 'live://1');
    await settled();
    await settled();
    expect(comet.logic.callsOf('receive').length).toBeGreaterThan(0);
    expect(client.receivedOperations).toEqual([18, 19, 20, 21, 26, 28].slice(0, client.receivedOperations.length));
    expect(comet.hub.roomCount).toBe(0);
  });

  it.each([3, 5, 6, 8, 9, 13, 15, 17, 19, 21, -1])('of operation %i are ignored', async (op) => {
    const client = await comet.authenticated();
    client.send(op, 'x');
    await settled();
    expect([client.received, comet.logic.callsOf('receive')]).toEqual([[], []]);
    expect(comet.counts.ignored.byLabel).toEqual({ 'unknown-operation': 1 });
  });

  it('stop the reading where too many wait for logic', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    for (let n = 1; n < MAX_UPSTREAM; n++) client.send(4, String(n));
    expect(client.isReading).toBe(true);
    client.send(4, 'last');
    client.send(4, 'one more');
    expect([client.isReading, comet.logic.callsOf('receive').length]).toEqual([false, 1]);
    for (let n = 0; n < MAX_UPSTREAM; n++) {
      comet.logic.callsOf('receive')[n]!.answer();
      await settled();
    }
    expect([client.isReading, comet.logic.callsOf('receive').length]).toEqual([true, MAX_UPSTREAM + 1]);
  });

  it('go to logic one after another, each with the room of its time', async () => {
    const client = await comet.authenticated({ roomID: ROOM });
    comet.logic.hold('receive');
    client.sendBytes(
      Buffer.concat([
        encodeFrame(1000, 1, Buffer.from('one')),
        encodeFrame(4, 2, Buffer.from('two')),
        encodeFrame(12, 3, Buffer.alloc(0)),
      ]),
    );
    const calls = (): unknown[] =>
      comet.logic.callsOf('receive').map(({ request }) => {
        const { op, body } = request['proto'] as { op: number; body: Buffer };
        return [op, body.toString(), request['roomID']];
      });
    await settled();
    expect(calls()).toEqual([[1000, 'one', ROOM]]);
    comet.logic.callsOf('receive')[0]!.answer();
    await settled();
    expect(calls()).toEqual([
      [1000, 'one', ROOM],
      [4, 'two', ROOM],
    ]);
  });

  it('are answered with what logic answers', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    client.send(1000, '/time');
    comet.logic.callsOf('receive')[0]!.answer({ body: Buffer.from('noon') });
    await settled();
    expect(client.received).toMatchObject([{ op: 1000, body: 'noon' }]);
  });

  it('that logic refuses are answered with why', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    client.send(4, 'x');
    comet.logic.callsOf('receive')[0]!.answer({ error: 'refused', reason: 'no shouting', body: Buffer.from('-') });
    await settled();
    expect(client.received).toMatchObject([{ op: 5, body: '{"error":"refused","reason":"no shouting"}' }]);
    expect(comet.counts.refusedMessages.byLabel).toEqual({ refused: 1 });
  });

  it('that wait behind one that logic did not get are refused with it, and later ones are not', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    client.send(1000, 'lost');
    client.send(1000, 'behind');
    comet.logic.callsOf('receive')[0]!.fail('unavailable');
    await settled();
    expect(client.received.map(({ body }) => body)).toEqual(['{"error":"unavailable"}', '{"error":"unavailable"}']);
    expect(comet.logic.callsOf('receive')).toHaveLength(1);
    client.send(1000, 'later');
    comet.logic.callsOf('receive')[1]!.answer();
    await settled();
    expect(client.received.at(-1)!.body).toBe('');
  });

  it('that one failed on for another reason does not hold up', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    client.send(1000, 'bad');
    client.send(1000, 'good');
    comet.logic.callsOf('receive')[0]!.fail('internal');
    await settled();
    comet.logic.callsOf('receive')[1]!.answer();
    await settled();
    expect(client.received.map(({ body }) => body)).toEqual(['{"error":"internal"}', '']);
  });

  it('are refused above the rate, and taken again when there is room', async () => {
    const client = await comet.authenticated();
    for (let n = 0; n <= UPSTREAM_BURST; n++) {
      client.send(1000, String(n));
      await settled();
    }
    expect(client.received.filter(({ body }) => body === '')).toHaveLength(UPSTREAM_BURST);
    expect(JSON.parse(client.received.at(-1)!.body)).toEqual({
      error: 'rate-limited',
      reason: `more than ${UPSTREAM_RATE} messages a second`,
    });
    expect(comet.counts.refusedMessages.byLabel).toEqual({ 'rate-limited': 1 });
    comet.clock.advance(1_000 / UPSTREAM_RATE);
    client.send(1000, 'again');
    await settled();
    expect(client.received.at(-1)!.body).toBe('');
  });

  it('are counted over all connections of a member, and for those without one by themselves', async () => {
    const sent = async (mid: number): Promise<string[]> => {
      const answers: string[] = [];
      for (const key of ['a', 'b']) {
        const client = await comet.authenticated({ mid, key: `${mid} ${key}` });
        for (let n = 0; n < UPSTREAM_BURST; n++) {
          client.send(1000, String(n));
          await settled();
        }
        answers.push(...client.received.map(({ body }) => body));
      }
      return answers;
    };
    const answers = await sent(7);
    expect(answers.filter((body) => body === '')).toHaveLength(MEMBER_BURST);
    expect(JSON.parse(answers.at(-1)!)).toEqual({
      error: 'rate-limited',
      reason: `more than ${MEMBER_RATE} messages a second of one member`,
    });
    expect((await sent(0)).filter((body) => body === '')).toHaveLength(2 * UPSTREAM_BURST);
    expect((await sent(8)).filter((body) => body === '')).toHaveLength(MEMBER_BURST);
  });

  it('go to logic also when the client leaves before their turn', async () => {
    const client = await comet.authenticated({ roomID: ROOM });
    comet.logic.hold('receive');
    client.send(1000, 'one');
    client.send(1000, 'goodbye');
    client.leave();
    comet.logic.callsOf('receive')[0]!.answer();
    await settled();
    expect(comet.logic.callsOf('receive')[1]!.request).toMatchObject({ key: 'key', roomID: ROOM });
  });

  it('are not answered after the end', async () => {
    const client = await comet.authenticated();
    comet.logic.hold('receive');
    client.send(4, 'hello');
    client.leave();
    comet.logic.callsOf('receive')[0]!.answer();
    await settled();
    expect(client.received).toEqual([]);
  });
});
