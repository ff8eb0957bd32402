import { describe, expect, it } from '@jest/globals';
import { MAX_KEY_BYTES, type CometId, type RoomKey } from './ids.js';
import { decodeToken, encodeToken, partitionConsumer, partitionOf, subjects } from './names.js';

const ALL_OF_32_BITS = 2 ** 32;

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

describe('partitionOf', () => {
  // Vectors of http://www.isthe.com/chongo/tech/comp/fnv/, 32 bits.
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['b', 0xe70c2de5],
    ['foobar', 0xbf9cf968],
  ])('hashes %j by FNV-1a', (name, hash) => {
    expect(partitionOf(name, ALL_OF_32_BITS)).toBe(hash);
    expect(partitionOf(name, 16)).toBe(hash % 16);
  });

  it('hashes the UTF-8 bytes', () => {
    // é is c3 a9: two rounds of the hash.
    const first = Math.imul(0x811c9dc5 ^ 0xc3, 0x01000193);
    const second = Math.imul(first ^ 0xa9, 0x01000193) >>> 0;
    expect(partitionOf('é', ALL_OF_32_BITS)).toBe(second);
  });

  it('spreads the keys of rooms evenly over all partitions', () => {
    const counts = Array.from({ length: 16 }, () => 0);
    for (let room = 0; room < 16_000; room++) counts[partitionOf(`live://${room}`, 16)]!++;
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });
});

describe('encodeToken', () => {
  it.each([
    ['live', 'live'],
    ['AZ_az-09', 'AZ_az-09'],
    ['', ''],
    ['live://1000', 'live=3A=2F=2F1000'],
    ['a.b', 'a=2Eb'],
    ['*', '=2A'],
    ['>', '=3E'],
    ['a=b', 'a=3Db'],
    [' \t\n', '=20=09=0A'],
    ['é', '=C3=A9'],
    ['房', '=E6=88=BF'],
    ['😀', '=F0=9F=98=80'],
    ['$KV', '=24KV'],
  ])('writes %j as %s', (text, token) => {
    expect(encodeToken(text)).toBe(token);
    expect(decodeToken(token)).toBe(text);
  });

  it('leaves nothing in a token that has a meaning in a subject or is refused in a key', () => {
    const everything = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('');
    expect(encodeToken(everything)).toMatch(/^[A-Za-z0-9_=-]+$/);
    expect(decodeToken(encodeToken(everything))).toBe(everything);
  });

  it('takes at most three characters a byte, so that the longest key has 768', () => {
    expect(encodeToken('/'.repeat(MAX_KEY_BYTES))).toHaveLength(3 * MAX_KEY_BYTES);
    expect(encodeToken('房'.repeat(10))).toHaveLength(3 * 30);
  });

  it('gives different names different tokens', () => {
    const names = ['a', 'A', '=61', 'a=', 'a/', 'a//', 'é', 'e\u0301'];
    expect(new Set(names.map(encodeToken)).size).toBe(names.length);
  });
});

describe('decodeToken', () => {
  it.each(['=', '=2', '=ZZ', '=FF', '=C3'])('refuses %s', (token) => {
    expect(() => decodeToken(token)).toThrow(URIError);
  });
});
