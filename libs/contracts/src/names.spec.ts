import { describe, expect, it } from '@jest/globals';
import type { CometId, RoomKey } from './ids.js';
import { partitionConsumer, subjects } from './names.js';

describe('subjects', () => {
  it('names each place of the bus', () => {
    const comet = 'host.example-0a1b' as CometId;
    expect(subjects.pushPartition(3)).toBe('goim.push.3');
    expect(subjects.deadLetter(3)).toBe('goim.dead.3');
    expect(subjects.upstream(1000)).toBe('goim.upstream.1000');
    expect(subjects.cometPush(comet)).toBe('goim.comet.host=2Eexample-0a1b.push');
    expect(subjects.cometFence(comet)).toBe('goim.comet.host=2Eexample-0a1b.fence');
    expect(subjects.room('live://1000' as RoomKey)).toBe('goim.room.live=3A=2F=2F1000');
    expect(partitionConsumer(3)).toBe('job-3');
  });

  it('makes one token of whatever a client calls its room', () => {
    for (const room of ['a.b', '>', '*', 'a b', '']) {
      expect(subjects.room(`x${room}` as RoomKey).split('.')).toHaveLength(3);
      expect(subjects.room(`x${room}` as RoomKey)).not.toMatch(/[\s*>]/);
    }
  });
});
