import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SessionKey } from '#contracts';
import { encodeFrame, TARGETED_HELLO_SEQ } from '#protocol';
import {
  CatchingUpFixture,
  EPOCH,
  found,
  NEWS_SPACING_MS,
  POSITIONS_SPACING_MS,
  ROOM,
  TARGET,
} from '../../../test/catching-up-fixture.js';
import { settled, type FakeClient } from '../../../test/fake-client.js';
import { packet } from '../../../test/fake-outlet.js';
import type { ClientChannel } from '../client-connection.js';

let comet: CatchingUpFixture;

beforeEach(() => {
  comet = new CatchingUpFixture();
});

describe('clients that come back at the same time', () => {
  it('share the requests for where they begin, and ask about their room once', async () => {
    comet.logic.hold('positions');
    const clients: FakeClient[] = [];
    for (let n = 0; n < 5; n++) {
      await comet.connect({ roomID: ROOM, mid: n, key: `k${n}` });
      clients.push(comet.current);
    }
    const calls = comet.logic.callsOf('positions');
    expect(calls.map(({ request }) => request['targets'])).toEqual([
      ['all', 'key:k0', TARGET],
      ['all', 'key:k1', 'mid:1', TARGET],
    ]);
    calls[0]!.answer({ epoch: EPOCH, ids: [1, 2, 3] });
    await settled();
    const [, , rest] = comet.logic.callsOf('positions');
    const targets = ['all', 'key:k2', 'mid:2', TARGET, 'key:k3', 'mid:3', 'key:k4', 'mid:4'];
    expect(rest!.request['targets']).toEqual(targets);
    rest!.answer({ epoch: EPOCH, ids: targets.map((_, n) => 10 + n) });
    await settled();
    await settled();
    const cursors = clients.map((one) => {
      return comet.received(one).map((each) => (each as [number, { cursors: object }])[1].cursors);
    });
    expect(cursors).toEqual([
      [{ all: '7:1', 'key:k0': '7:2', [TARGET]: '7:3' }],
      [],
      [{ all: '7:10', 'key:k2': '7:11', 'mid:2': '7:12', [TARGET]: '7:13' }],
      [{ all: '7:10', 'key:k3': '7:14', 'mid:3': '7:15', [TARGET]: '7:13' }],
      [{ all: '7:10', 'key:k4': '7:16', 'mid:4': '7:17', [TARGET]: '7:13' }],
    ]);
  });

  it('are each sent what they have missed in one write', async () => {
    await comet.connect();
    comet.logic.answerWith('catchUp', () => found('recovered', [7, 8], 8));
    comet.received();
    comet.send(22, { cursors: { [TARGET]: '7:6' } });
    await settled();
    await settled();
    expect(comet.current.wire.writes).toHaveLength(1);
    expect(comet.received()).toHaveLength(3);
  });

  it('share the requests for what they may have missed', async () => {
    comet.logic.hold('news');
    const clients: FakeClient[] = [];
    for (let n = 0; n < 6; n++) {
      await comet.connect({ roomID: ROOM, key: `k${n}` });
      comet.received();
      clients.push(comet.current);
      comet.send(22, { cursors: { [`key:k${n}`]: '7:6' } });
      await settled();
      comet.clock.advance(NEWS_SPACING_MS);
    }
    await settled();
    const calls = comet.logic.callsOf('news');
    const targetsOf = (from: number): unknown[] => calls.slice(from).map(({ request }) => request['targets']);
    expect(targetsOf(0)).toEqual([['key:k0'], ['key:k1']]);
    calls[1]!.answer({ epoch: EPOCH, verdicts: ['recovered'], upTo: [8] });
    await settled();
    calls.push(...comet.logic.callsOf('news').slice(2));
    expect(targetsOf(2)).toEqual([['key:k2', 'key:k3', 'key:k4', 'key:k5']]);
    const verdicts = ['recovered', 'unavailable', 'reset', 'recovered'];
    calls[2]!.answer({ epoch: EPOCH, verdicts, upTo: [9, 9, 9, 9] });
    await settled();
    const got = clients.map((one) => {
      return comet
        .received(one)
        .map((each) => Object.values((each as [number, { targets: object }])[1].targets) as unknown);
    });
    const told = (verdict: string, cursor: string): object => [[{ verdict, cursor }]];
    expect(got).toEqual([
      [],
      told('recovered', '7:8'),
      told('recovered', '7:9'),
      told('unavailable', '7:9'),
      told('reset', '7:9'),
      told('recovered', '7:9'),
    ]);
  });

  it('are let in a slice at a time, though one answer of logic is for all of them', async () => {
    comet.logic.hold('positions');
    const clients = Array.from({ length: 6 }, () => comet.client());
    const letIn = (): number => clients.filter(({ wire }) => wire.writes.length > 0).length;
    for (const [n, one] of clients.entries()) {
      const reply = one.reply.bind(one);
      one.reply = (...args) => {
        reply(...args);
        comet.clock.spend(1);
      };
      comet.logic.grant({ key: `k${n}` });
      one.sendBytes(encodeFrame(7, TARGETED_HELLO_SEQ, Buffer.from('{}'), 2));
      await settled();
    }
    // The first is asked about alone, the others together.
    comet.clock.advance(POSITIONS_SPACING_MS);
    await settled();
    const [first, others] = comet.logic.callsOf('positions');
    first!.answer({ epoch: EPOCH, ids: [8, 8, 8] });
    await settled();
    expect(letIn()).toBe(1);
    others!.answer({ epoch: EPOCH, ids: Array.from({ length: 8 }, () => 8) });
    await settled();
    expect(letIn()).toBe(2);
    for (const count of [3, 4, 5, 6]) {
      comet.clock.turn();
      await settled();
      expect(letIn()).toBe(count);
    }
  });

  it('are answered from few reads, each with what it has missed', async () => {
    comet.logic.hold('catchUp');
    const clients: FakeClient[] = [];
    for (let n = 0; n < 5; n++) {
      await comet.connect({ roomID: ROOM, key: `k${n}` });
      comet.received();
      clients.push(comet.current);
      comet.send(22, { cursors: { [TARGET]: `7:${6 + n}` } });
    }
    await settled();
    comet.clock.advance(NEWS_SPACING_MS);
    await settled();
    const [first] = comet.logic.callsOf('catchUp');
    first!.answer(found('recovered', [7, 8, 12], 12));
    await settled();
    const calls = comet.logic.callsOf('catchUp');
    expect(calls).toHaveLength(2);
    expect(calls[1]!.request).toMatchObject({ after: 7 });
    calls[1]!.answer(found('recovered', [8, 12], 12));
    await settled();
    const bodies = clients.map((one) => {
      return comet.received(one).flatMap((each) => (Array.isArray(each) && each.length === 4 ? [each[3]] : []));
    });
    expect(bodies).toEqual([['m7', 'm8', 'm12'], ['m8', 'm12'], ['m12'], ['m12'], ['m12']]);
  });
});

// Until its answer came it was sent what the room had got since, by the read for it.
describe('a client that is taken out of a room while what it missed is read', () => {
  const channel = (): ClientChannel => comet.hub.channel('k' as SessionKey)!;

  beforeEach(async () => {
    await comet.connect({ roomID: '', key: 'k' });
    comet.send(22, { cursors: {} });
    await settled();
    comet.hub.join(channel(), ROOM);
    comet.pushRoom(10, 4);
    comet.received();
    comet.logic.hold('catchUp');
  });

  it.each([
    ['resumes it', 22, { cursors: { [TARGET]: '7:6' } }, { targets: { [TARGET]: { verdict: 'forbidden' } } }],
    ['joins it', 18, { room: ROOM, cursor: '7:6' }, { error: 'forbidden' }],
    ['has it for its primary room', 12, { room: ROOM, cursor: '7:6' }, { error: 'forbidden' }],
  ])('gets nothing of it any more, where it %s', async (_, op, body, reply) => {
    comet.send(op, body);
    await settled();
    comet.pushRoom(11, 10);
    comet.hub.leave(channel(), ROOM);
    comet.logic.callsOf('catchUp')[0]!.answer(found('recovered', [10, 11, 12], 12));
    await settled();
    expect(comet.received()).toEqual([[op + 1, reply]]);
    comet.send(26, { target: 'all' });
    await settled();
    expect(comet.received()).toHaveLength(1);
  });

  // What waited behind such a notice was sent after all.
  it.each([22, 18])('nor of what began anew meanwhile, by operation %i', async (op) => {
    comet.send(op, op === 22 ? { cursors: { [TARGET]: '7:6' } } : { room: ROOM, cursor: '7:6' });
    await settled();
    comet.hub.pushRoom(ROOM, packet('m3'), { epoch: EPOCH + 1, ids: [3], prev: 0, transient: [] });
    await settled();
    comet.clock.advance(10);
    expect(comet.received()).toEqual([]);
    comet.hub.leave(channel(), ROOM);
    comet.logic.callsOf('catchUp')[0]!.answer(found('recovered', [10, 11, 12], 12));
    await settled();
    expect(comet.received()).toHaveLength(1);
  });
});
