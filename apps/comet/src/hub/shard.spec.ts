import { describe, expect, it } from '@jest/globals';
import type { SessionKey } from '#contracts';
import { fakeChannel } from '../../test/fake-outlet.js';
import { Bucket } from './shard.js';
import type { Channel } from './channel.js';

const [a, b, c] = ['a', 'b', 'c'] as SessionKey[] as [SessionKey, SessionKey, SessionKey];

function filled(...keys: SessionKey[]): { bucket: Bucket; channels: Channel[] } {
  const bucket = new Bucket();
  const channels = keys.map((key) => fakeChannel(key).channel);
  for (const channel of channels) bucket.put(channel);
  return { bucket, channels };
}

/** Every channel knows its place in the list, or broadcasts and removals go wrong. */
function expectPlaces(bucket: Bucket): void {
  expect(bucket.channels.map(({ bucketIndex }) => bucketIndex)).toEqual(bucket.channels.map((_, index) => index));
}

describe('Bucket', () => {
  it('finds a channel by its key', () => {
    const { bucket, channels } = filled(a, b);
    expect(bucket.get(a)).toBe(channels[0]);
    expect(bucket.get(c)).toBeUndefined();
  });

  it.each([0, 1, 2])('removes the one at place %i, and the others stay', (index) => {
    const { bucket, channels } = filled(a, b, c);
    expect(bucket.remove(channels[index]!)).toBe(true);
    expect(bucket.get(channels[index]!.key)).toBeUndefined();
    const rest = channels.filter((_, other) => other !== index);
    expect(rest.map(({ key }) => bucket.get(key))).toEqual(rest);
    expect(new Set(bucket.channels)).toEqual(new Set(rest));
    expectPlaces(bucket);
  });

  it('removes nothing for a channel that is not in it, or not any more', () => {
    const { bucket, channels } = filled(a, b);
    bucket.remove(channels[0]!);
    expect(bucket.remove(channels[0]!)).toBe(false);
    expect(bucket.remove(fakeChannel(b).channel)).toBe(false);
    expect(bucket.channels).toEqual([channels[1]]);
  });

  it('replaces the channel of the same key, whose removal then leaves the newer one alone', () => {
    const { bucket, channels } = filled(a, b);
    const newer = fakeChannel(a).channel;
    expect(bucket.put(newer)).toBe(channels[0]);
    expect(bucket.remove(channels[0]!)).toBe(false);
    expect(bucket.get(a)).toBe(newer);
    expect(bucket.channels).toHaveLength(2);
    expectPlaces(bucket);
  });
});
