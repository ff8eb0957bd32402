import { beforeEach, describe, expect, it } from '@jest/globals';
import type { WriterPlace } from '#history';
import { LostCommits } from './lost-commits.js';

const CREATED = 1_764_360_000_000;
const LATER = CREATED + 60_000;
const EPOCH = 1_764_360_000;

/** The places that a database has, which it may lose. */
let noted: Map<number, number>;
let isOfAnEarlierVersion: boolean;
let isReadOnly: boolean;
/** When the database's answers arrive that it has given. */
let answered: Promise<void>;
let stream: { createdAt: number; goneUpTo: number };
let restored: string[];
let losses: number;
let failure: Error | undefined;

beforeEach(() => {
  noted = new Map();
  isOfAnEarlierVersion = false;
  isReadOnly = false;
  answered = Promise.resolve();
  stream = { createdAt: CREATED, goneUpTo: 0 };
  restored = [];
  losses = 0;
  failure = undefined;
});

function lostCommits(): LostCommits {
  return new LostCommits({
    writer: {
      noteWritten: async ({ stream: of, sequence }: WriterPlace, expected: number) => {
        if (failure) throw failure;
        const known = noted.get(of) ?? 0;
        if (known < expected) return false;
        noted.set(of, Math.max(known, sequence));
        return true;
      },
      written: async (of: number) => {
        if (failure) throw failure;
        const answer = noted.size === 0 && isOfAnEarlierVersion ? undefined : (noted.get(of) ?? 0);
        await answered;
        return answer;
      },
    },
    store: {
      restore: async ({ epoch, partition }, settled) => {
        if (failure) throw failure;
        if (isReadOnly) throw new Error('read-only');
        restored.push(`${epoch}:${partition} ${settled}`);
      },
    },
    partitions: 2,
    streamPlace: async () => stream,
    settled: async (partition) => ({ epoch: EPOCH, upTo: 1_000 + partition }),
    onLost: () => losses++,
  });
}

/** One that has written batches of the stream up to a sequence, which were acknowledged. */
async function writerUpTo(sequence: number): Promise<LostCommits> {
  const writer = lostCommits();
  await writer.look();
  await writer.written(sequence, writer.stream);
  stream = { ...stream, goneUpTo: sequence };
  return writer;
}

const GAPS = [`${EPOCH}:0 1000`, `${EPOCH}:1 1001`];

describe('commits that the database has lost', () => {
  it('are none while it has what was noted, whoever noted it', async () => {
    await writerUpTo(5);
    const next = await writerUpTo(9);
    await next.look();
    await next.written(12, next.stream);
    expect([restored, losses, noted.get(CREATED)]).toEqual([[], 0, 12]);
  });

  it('are noticed by the next writer: batches are out of the stream that the database does not have', async () => {
    await writerUpTo(9);
    noted.set(CREATED, 5);
    await lostCommits().look();
    expect([restored, losses]).toEqual([GAPS, 1]);
    await lostCommits().look();
    expect(losses).toBe(1);
  });

  it('are noticed while nothing is pushed, and with the next batch', async () => {
    const writer = await writerUpTo(9);
    noted.set(CREATED, 5);
    await writer.look();
    expect([restored, noted.get(CREATED)]).toEqual([GAPS, 9]);
    noted.set(CREATED, 5);
    await writer.written(11, writer.stream);
    expect([restored, noted.get(CREATED)]).toEqual([[...GAPS, ...GAPS], 11]);
  });

  it('are all that were written where the database is another, which has nothing', async () => {
    await writerUpTo(9);
    noted.clear();
    await lostCommits().look();
    expect(restored).toEqual(GAPS);
  });

  it('are not known of a database that an earlier version wrote to', async () => {
    isOfAnEarlierVersion = true;
    stream = { createdAt: CREATED, goneUpTo: 9 };
    const writer = lostCommits();
    await writer.look();
    await writer.written(11, writer.stream);
    expect([restored, losses, noted.get(CREATED)]).toEqual([[], 0, 11]);
  });

  it('are none where the stream was made anew and counts from 1 again', async () => {
    const writer = await writerUpTo(9);
    stream = { createdAt: LATER, goneUpTo: 0 };
    await writer.look();
    await writer.written(2, writer.stream);
    stream = { createdAt: LATER, goneUpTo: 2 };
    await lostCommits().look();
    expect([restored, noted.get(LATER)]).toEqual([[], 2]);
  });

  it('are noticed again where the database went away before the gaps were stored', async () => {
    await writerUpTo(9);
    noted.set(CREATED, 5);
    const writer = lostCommits();
    failure = new Error('away');
    await expect(writer.look()).rejects.toThrow('away');
    failure = undefined;
    await writer.look();
    expect(restored).toEqual(GAPS);
  });

  it('are noticed, once, where all notes are gone: by whoever knows that there were some', async () => {
    const writer = await writerUpTo(9);
    await writer.look();
    noted.clear();
    isOfAnEarlierVersion = true;
    await writer.look();
    expect([restored, noted.get(CREATED)]).toEqual([GAPS, 9]);
    await writer.look();
    expect(losses).toBe(1);
  });

  it('are not told of before they are a gap, as where a replica that lags takes no writes', async () => {
    await writerUpTo(9);
    noted.set(CREATED, 5);
    const writer = lostCommits();
    isReadOnly = true;
    for (let look = 0; look < 3; look++) await expect(writer.look()).rejects.toThrow('read-only');
    noted.set(CREATED, 9);
    await writer.look();
    expect([restored, losses]).toEqual([[], 0]);
  });

  it('are none where the stream is made anew while batches of the old one are written', async () => {
    const writer = await writerUpTo(9);
    const old = writer.stream;
    stream = { createdAt: LATER, goneUpTo: 0 };
    await Promise.all([writer.written(12, old), writer.look()]);
    await writer.written(12, old);
    await writer.look();
    expect([restored, noted.get(LATER)]).toEqual([[], undefined]);
  });

  it('are none where a batch is noted while the database is asked, whose answer comes later', async () => {
    const writer = await writerUpTo(9);
    await writer.look();
    let resolve!: () => void;
    answered = new Promise((done) => (resolve = done));
    const look = writer.look();
    await settledPromises();
    await writer.written(12, writer.stream);
    resolve();
    await look;
    expect([restored, losses]).toEqual([[], 0]);
  });
});

function settledPromises(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
