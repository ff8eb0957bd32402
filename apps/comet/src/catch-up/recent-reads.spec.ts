import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CatchUpReply } from '#contracts';
import { FakeClock } from '../../test/fake-clock.js';
import { RecentRead, RecentReads } from './recent-reads.js';

const EPOCH = 7;
const USABLE_MS = 2_000;
const ROOM = 'room:a';

let clock: FakeClock;
let reads: RecentReads;

beforeEach(() => {
  clock = new FakeClock();
  reads = new RecentReads(clock);
});

function reply(upTo: number, ids: readonly number[], bytes = 10): CatchUpReply {
  const messages = ids.map((id, n) => ({ id, prev: ids[n - 1] ?? 0, operation: 1, body: Buffer.alloc(bytes) }));
  return {
    verdict: 'recovered',
    epoch: EPOCH,
    upTo,
    gaps: [],
    messages,
    last: ids.at(-1) ?? 0,
    reusableFor: USABLE_MS,
  };
}

function read(after: number, upTo: number, ids: readonly number[], bytes?: number): RecentRead {
  return new RecentRead(after, reply(upTo, ids, bytes), clock.now() + USABLE_MS);
}

function idsAbove(after: number, target = ROOM): number[] | undefined {
  return reads
    .find(target, EPOCH, after)
    ?.above(after)
    .messages.map(({ id }) => id);
}

describe('what was read of a target', () => {
  it('is there for those who have missed a part of it, and for nobody who has missed more', () => {
    reads.begin(ROOM)(read(10, 40, [20, 30, 40]));
    expect(idsAbove(10)).toEqual([20, 30, 40]);
    expect(idsAbove(25)).toEqual([30, 40]);
    expect(idsAbove(9)).toBeUndefined();
    expect(idsAbove(40)).toBeUndefined();
  });

  it('is of one epoch', () => {
    reads.begin(ROOM)(read(10, 40, [20]));
    expect(reads.find(ROOM, EPOCH + 1, 10)).toBeUndefined();
    expect(reads.reaching(ROOM, EPOCH + 1, 40)).toBeUndefined();
  });

  it('is the same answer for all who have missed the same, so that it is encoded once', () => {
    reads.begin(ROOM)(read(10, 40, [20]));
    const found = reads.find(ROOM, EPOCH, 10)!;
    expect(found.above(10)).toBe(reads.find(ROOM, EPOCH, 10)!.above(10));
  });

  it('goes on with what was read above it, and is of use no longer than either', () => {
    const first = read(10, 40, [20]);
    const more = first.with(reply(60, [20, 50]), clock.now() + 500, 300);
    expect(more.above(15).messages.map(({ id }) => id)).toEqual([20, 50]);
    expect({ after: more.after, upTo: more.upTo, until: more.until - clock.now() }).toEqual({
      after: 10,
      upTo: 60,
      until: 500,
    });
  });

  it('is the newest of it where that is more than a client is sent, and the rest a gap', () => {
    const more = read(10, 40, [20, 30, 40]).with(reply(60, [50, 60]), clock.now() + 500, 3);
    expect(more.above(10)).toMatchObject({ verdict: 'gap', gaps: [{ from: 11, to: 30 }] });
    expect(more.above(10).messages.map(({ id }) => id)).toEqual([40, 50, 60]);
    expect(more.above(20)).toMatchObject({ verdict: 'gap', gaps: [{ from: 21, to: 30 }] });
    expect(more.above(30)).toMatchObject({ verdict: 'recovered', gaps: [] });
    expect(more.above(60)).toMatchObject({ verdict: 'recovered', messages: [] });
  });

  it('is one answer for all who miss the same messages, wherever they were before', () => {
    const found = read(10, 40, [20, 40]);
    expect(found.above(25)).toBe(found.above(39));
    expect(found.above(10)).toBe(found.above(19));
    expect(found.above(10)).not.toBe(found.above(20));
  });

  it('keeps few answers, though clients were in as many places as there are messages', () => {
    const found = read(
      0,
      400,
      Array.from({ length: 40 }, (_, n) => (n + 1) * 10),
    );
    for (let after = 0; after < 400; after += 10) found.above(after);
    expect(found.above(0)).toBe(found.above(5));
    expect(found.above(395)).not.toBe(found.above(395));
    expect(found.above(395).messages.map(({ id }) => id)).toEqual([400]);
  });

  it('is gone when its time is up', () => {
    reads.begin(ROOM)(read(10, 40, [20]));
    clock.advance(USABLE_MS - 1);
    expect(idsAbove(10)).toEqual([20]);
    clock.advance(1);
    expect(idsAbove(10)).toBeUndefined();
    expect(reads.reaching(ROOM, EPOCH, 40)).toBeUndefined();
  });

  it('is held no longer than it is of use, and nothing runs where nothing is held', () => {
    reads.begin(ROOM)(read(10, 40, [20]));
    clock.advance(USABLE_MS + 1_000);
    expect(reads.heldBytes).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  it('is not held where it may not be used', () => {
    reads.begin(ROOM)(new RecentRead(10, reply(40, [20]), clock.now()));
    expect(reads.heldBytes).toBe(0);
  });
});

describe('a message that was taken back', () => {
  it('has what was read of its target forgotten, and of no other', () => {
    reads.begin(ROOM)(read(10, 40, [20]));
    reads.begin('room:b')(read(10, 40, [20]));
    reads.forget(ROOM);
    expect(idsAbove(10)).toBeUndefined();
    expect(idsAbove(10, 'room:b')).toEqual([20]);
  });

  it('has all forgotten where nobody knows of which target', () => {
    reads.begin(ROOM)(read(10, 40, [20]));
    reads.forget();
    expect(idsAbove(10)).toBeUndefined();
    expect(reads.heldBytes).toBe(0);
  });

  it('is not kept by what was being read meanwhile', () => {
    const note = reads.begin(ROOM);
    reads.forget(ROOM);
    note(read(10, 40, [20]));
    expect(idsAbove(10)).toBeUndefined();
  });
});

it('what is held is bounded: the oldest goes first', () => {
  const MEGABYTE = 1024 * 1024;
  for (let n = 0; n < 20; n++) reads.begin(`room:${n}`)(read(10, 40, [20], MEGABYTE));
  expect(reads.heldBytes).toBeLessThanOrEqual(16 * MEGABYTE);
  expect(idsAbove(10, 'room:0')).toBeUndefined();
  expect(idsAbove(10, 'room:19')).toEqual([20]);
});
