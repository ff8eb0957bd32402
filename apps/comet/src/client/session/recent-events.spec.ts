import { describe, expect, it } from '@jest/globals';
import { Disconnects, type RoomKey, type SessionKey } from '#contracts';
import { SessionFixture } from '../../../test/session-fixture.js';
import { fakeChannel } from '../../../test/fake-outlet.js';
import { RecentEvents } from './recent-events.js';

const ROOM = 'live://1' as RoomKey;

describe('what a comet remembers of sessions', () => {
  it('is their begin, rooms, operations and end, in their order, and nothing of others', async () => {
    const comet = new SessionFixture();
    comet.hub.observeBy(comet.recent);
    const client = await comet.authenticated({ key: 'a', roomID: ROOM, accepts: [1000] });
    await comet.authenticated({ key: 'b' });
    const channel = comet.hub.channel('a' as SessionKey)!;
    comet.hub.move(channel, '');
    client.close(Disconnects.kicked);
    expect(comet.recent.of('a').map(({ what, where, reason }) => [what, where, reason])).toEqual([
      ['joined', ROOM, ''],
      ['begun', '', ''],
      ['left', ROOM, ''],
      ['ended', '', 'kicked'],
    ]);
  });

  it('is bounded: it says since when it remembers all', () => {
    let now = 0;
    const recent = new RecentEvents({ now: () => now });
    const { channel } = fakeChannel('a');
    for (; now < 5_000; now++) recent.begun(channel);
    expect(recent.of('a')).toHaveLength(4_096);
    expect([recent.since, recent.of('a')[0]!.time]).toEqual([904, 904]);
  });

  it('is of a slow session one event a second, and of the comet what happened to it', () => {
    let now = 0;
    const recent = new RecentEvents({ now: () => now });
    const { channel } = fakeChannel('a');
    for (; now < 1_500; now += 100) recent.slow(channel);
    recent.cutOff(true);
    recent.withdrawn('all', 7, 1_024);
    expect(recent.of('a').map(({ what }) => what)).toEqual(['slow', 'slow', 'cut-off', 'withdrawn']);
    expect(recent.of('b').map(({ what }) => what)).toEqual(['cut-off', 'withdrawn']);
  });
});
