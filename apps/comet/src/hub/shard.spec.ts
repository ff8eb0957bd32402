import { describe, expect, it } from '@jest/globals';
import type { SessionKey } from '#contracts';
import { fakeChannel } from '../../test/fake-outlet.js';
import type { Channel } from './channel.js';
import { Shard } from './shard.js';

const [a, b, c] = ['a', 'b', 'c'] as SessionKey[] as [SessionKey, SessionKey, SessionKey];

function filled(...keys: SessionKey[]): { shard: Shard; channels: Channel[] } {
  const shard = new Shard();
  const channels = keys.map((key) => fakeChannel(key).channel);
  for (const channel of channels) shard.put(channel);
  return { shard, channels };
}

/** Every channel knows its place in the list, or broadcasts and removals go wrong. */
function expectPlaces(shard: Shard): void {
  expect(shard.channels.map(({ shardIndex }) => shardIndex)).toEqual(shard.channels.map((_, index) => index));
}

describe('Shard', () => {
  it('finds a channel by its key', () => {
    const { shard, channels } = filled(a, b);
    expect(shard.get(a)).toBe(channels[0]);
    expect(shard.get(c)).toBeUndefined();
  });

  it.each([0, 1, 2])('removes the one at place %i, and the others stay', (index) => {
    const { shard, channels } = filled(a, b, c);
    expect(shard.remove(channels[index]!)).toBe(true);
    expect(shard.get(channels[index]!.key)).toBeUndefined();
    const rest = channels.filter((_, other) => other !== index);
    expect(rest.map(({ key }) => shard.get(key))).toEqual(rest);
    expect(new Set(shard.channels)).toEqual(new Set(rest));
    expectPlaces(shard);
  });

  it('removes nothing for a channel that is not in it, or not any more', () => {
    const { shard, channels } = filled(a, b);
    shard.remove(channels[0]!);
    expect(shard.remove(channels[0]!)).toBe(false);
    expect(shard.remove(fakeChannel(b).channel)).toBe(false);
    expect(shard.channels).toEqual([channels[1]]);
  });

  it('replaces the channel of the same key, whose removal then leaves the newer one alone', () => {
    const { shard, channels } = filled(a, b);
    const newer = fakeChannel(a).channel;
    expect(shard.put(newer)).toBe(channels[0]);
    expect(shard.remove(channels[0]!)).toBe(false);
    expect(shard.get(a)).toBe(newer);
    expect(shard.channels).toHaveLength(2);
    expectPlaces(shard);
  });
});
