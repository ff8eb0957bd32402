import { beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects, type RoomKey } from '#contracts';
import { eventually } from '#test-support';
import { settled } from '../../../test/fake-client.js';
import { RENEW_INTERVAL_MS, SessionFixture } from '../../../test/session-fixture.js';

const ROOM = 'live://1' as RoomKey;
const OTHER_ROOM = 'live://2' as RoomKey;

let comet: SessionFixture;

beforeEach(() => {
  comet = new SessionFixture();
});

describe('the renewal of a session', () => {
  // goim's fault 2: there it can come after the session has expired.
  it('comes with the heartbeats, within the interval and not before four fifths of it', async () => {
    const client = await comet.authenticated({ key: 'a', roomID: ROOM, heartbeat: 10 * RENEW_INTERVAL_MS * 1_000_000 });
    comet.clock.advance(RENEW_INTERVAL_MS * 0.8 - 1);
    client.send(2);
    expect(comet.logic.callsOf('heartbeat')).toEqual([]);
    comet.clock.advance(RENEW_INTERVAL_MS * 0.2 + 1);
    client.send(2);
    client.send(2);
    await settled();
    expect(comet.logic.callsOf('heartbeat').map(({ request }) => ({ ...request }))).toEqual([
      {
        mid: 7,
        key: 'a',
        server: 'comet-1',
        roomID: ROOM,
        joined: [],
        ip: '10.0.0.1',
        connection: client.id,
        platform: 'web',
      },
    ]);
  });

  // goim's fault 2 also: there a comet knows nothing of how long logic keeps a session.
  it('comes within a third of the life that logic gives a session, also where its client is silent meanwhile', async () => {
    const life = 3_000;
    await comet.authenticated({ key: 'a', life, heartbeat: 10 * RENEW_INTERVAL_MS * 1_000_000 });
    const renewals = (): number => comet.logic.callsOf('heartbeat').length;
    for (let times = 1; times <= 3; times++) {
      comet.pass((life / 3) * 0.8 - 1);
      await settled();
      expect(renewals()).toBe(times - 1);
      comet.pass((life / 3) * 0.2 + 1);
      await settled();
      expect(renewals()).toBe(times);
    }
  });

  it('that failed is tried again with the first heartbeat after 10 s', async () => {
    const client = await comet.authenticated({ heartbeat: 10 * RENEW_INTERVAL_MS * 1_000_000 });
    comet.logic.fail('heartbeat', 'unavailable');
    comet.clock.advance(RENEW_INTERVAL_MS);
    client.send(2);
    await settled();
    comet.clock.advance(9_999);
    client.send(2);
    await settled();
    expect(comet.logic.callsOf('heartbeat')).toHaveLength(1);
    comet.clock.advance(1);
    client.send(2);
    await settled();
    expect(comet.logic.callsOf('heartbeat')).toHaveLength(2);
    expect([client.isClosedAs, comet.logic.failed]).toEqual([undefined, { heartbeat: 2 }]);
  });

  it('comes at once with a change of room, one after another, each with the room of its time', async () => {
    comet.logic.hold('heartbeat');
    const client = await comet.authenticated();
    client.send(12, ROOM);
    await settled();
    client.send(12, OTHER_ROOM);
    await settled();
    expect(comet.logic.callsOf('heartbeat').map(({ request }) => request['roomID'])).toEqual([ROOM]);
    comet.logic.callsOf('heartbeat')[0]!.answer();
    await settled();
    expect(comet.logic.callsOf('heartbeat').map(({ request }) => request['roomID'])).toEqual([ROOM, OTHER_ROOM]);
  });

  // Each was queued once: a client that changed between two rooms took a gigabyte of comet's heap in 10 s.
  it('waits after another, and then takes with it all that has changed since', async () => {
    comet.renewing.current.renewSpacing = 2_000;
    const client = await comet.authenticated();
    for (const room of [ROOM, OTHER_ROOM, '', OTHER_ROOM]) {
      client.send(12, room);
      await settled();
    }
    const rooms = (): unknown[] => comet.logic.callsOf('heartbeat').map(({ request }) => request['roomID']);
    expect(rooms()).toEqual([ROOM]);
    await eventually('it is sent again', 10_000, () => expect(rooms()).toEqual([ROOM, OTHER_ROOM]));
  });

  it('is one behind the one under way, however often the room changes meanwhile', async () => {
    comet.logic.hold('heartbeat');
    const client = await comet.authenticated();
    client.send(12, ROOM);
    await settled();
    for (let n = 0; n < 10; n++) {
      client.send(12, n % 2 === 0 ? OTHER_ROOM : ROOM);
      await settled();
    }
    client.send(12, '');
    for (let n = 0; n < 2; n++) {
      comet.logic.callsOf('heartbeat')[n]!.answer();
      await settled();
    }
    expect(comet.logic.callsOf('heartbeat').map(({ request }) => request['roomID'])).toEqual([ROOM, '']);
  });

  // Between the end of one and the beginning of the next a third one began beside it, which the end did not wait for.
  it('is the only one, also where the room changes in the moment in which one ends and the next begins', async () => {
    await comet.authenticated({ key: 'there', roomID: ROOM, joined: [OTHER_ROOM] });
    comet.logic.hold('heartbeat');
    const client = await comet.authenticated({ key: 'a', roomID: '', joined: [] });
    client.send(12, ROOM);
    client.send(12, OTHER_ROOM);
    const renewals = (): ReturnType<typeof comet.logic.callsOf> => comet.logic.callsOf('heartbeat');
    renewals()[0]!.answer();
    for (let n = 0; n < 50; n++) {
      await Promise.resolve();
      client.send(12, n % 2 === 0 ? ROOM : OTHER_ROOM);
    }
    await settled();
    expect(renewals()).toHaveLength(2);
    client.leave();
    await settled();
    expect(comet.logic.callsOf('disconnect')).toEqual([]);
    renewals()[1]!.answer();
    await settled();
    expect(comet.logic.callsOf('disconnect').map(({ request }) => request['key'])).toEqual(['a']);
    expect(renewals()).toHaveLength(2);
  });

  it.each(['answer', 'fail'] as const)('that is under way puts off the report of the end until its %s', async (how) => {
    comet.logic.hold('heartbeat');
    const client = await comet.authenticated();
    client.send(12, ROOM);
    await settled();
    client.leave();
    await settled();
    expect(comet.logic.callsOf('disconnect')).toEqual([]);
    const [renewal] = comet.logic.callsOf('heartbeat');
    if (how === 'answer') renewal!.answer();
    else renewal!.fail('unavailable');
    await settled();
    expect(comet.logic.callsOf('disconnect')).toHaveLength(1);
  });

  it('that logic answers with another owner of the key closes the connection as replaced', async () => {
    const client = await comet.authenticated({ key: 'a' });
    comet.logic.replaceAll();
    client.send(12, ROOM);
    await settled();
    expect(client.closedAs).toEqual([Disconnects.replaced]);
    expect(comet.hub.connections).toBe(0);
  });

  it('that was not answered makes the end one to be reported again: logic may work it later', async () => {
    const unknown: unknown[] = [];
    comet.ends.reportUnknown = (ended) => unknown.push(ended);
    const [doubtful, certain] = [
      await comet.authenticated({ key: 'doubtful' }),
      await comet.authenticated({ key: 'certain' }),
    ];
    comet.logic.fail('heartbeat', 'unavailable');
    doubtful.send(12, ROOM);
    certain.send(12, ROOM);
    await settled();
    comet.logic.fail('heartbeat', undefined);
    certain.send(12, OTHER_ROOM);
    await settled();
    doubtful.leave();
    certain.leave();
    expect(comet.logic.callsOf('disconnect').map(({ request }) => request['key'])).toEqual(['doubtful', 'certain']);
    expect(unknown).toEqual([{ mid: 7, key: 'doubtful', connection: doubtful.id }]);
  });

  it('that waited is not sent any more after the end', async () => {
    comet.logic.hold('heartbeat');
    const client = await comet.authenticated();
    client.send(12, ROOM);
    await settled();
    client.send(12, OTHER_ROOM);
    await settled();
    client.leave();
    comet.logic.callsOf('heartbeat')[0]!.answer();
    await settled();
    expect(comet.logic.calls.map(({ name }) => name)).toEqual(['connect', 'heartbeat', 'disconnect']);
  });

  it('that waits for its time leaves no timer behind after the end, which would keep the session in memory', async () => {
    comet.renewing.current.renewSpacing = 60_000;
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const client = await comet.authenticated();
    client.send(12, ROOM);
    await settled();
    client.send(12, OTHER_ROOM);
    await settled();
    expect(timers()).toBe(before + 1);
    client.leave();
    await settled();
    expect(timers()).toBe(before);
    expect(comet.logic.callsOf('heartbeat')).toHaveLength(1);
  });
});
