import { beforeEach, describe, expect, it } from '@jest/globals';
import type { HistoryBatch, HistoryRow, MessageId } from '#contracts';
import { HistoryUnavailable, WatermarkBehind, type AppendRequest, type GapRequest } from '#history';
import { BatchStore, type StoreCounts } from './batch-store.js';

const EPOCH = 1_764_360_000;

/** A database that refuses bodies that say "bad". */
class FakeWriter {
  readonly rows: string[] = [];
  readonly gaps: string[] = [];
  readonly statements: number[] = [];
  mark: MessageId | undefined;
  failure: Error | undefined;

  async append({ epoch, partition, messages, watermark, expected = 0n }: AppendRequest): Promise<number> {
    if (this.failure) throw this.failure;
    if ((this.mark ?? 0n) < expected) throw new WatermarkBehind(epoch, partition, expected);
    if (messages.length === 0 && watermark === this.mark) return 0;
    if (messages.some(({ body }) => Buffer.from(body).toString() === 'bad')) throw new Error('no such thing');
    this.statements.push(messages.length);
    this.rows.push(...messages.map(({ id, target }) => `${id} ${target}`));
    if (this.mark === undefined || watermark > this.mark) this.mark = watermark;
    // Never over a row that is not there.
    return messages.length;
  }

  async giveUp({ from, to }: GapRequest): Promise<void> {
    if (this.failure) throw this.failure;
    this.gaps.push(`${from}-${to}`);
    this.mark = to;
  }

  async watermark(): Promise<MessageId | undefined> {
    if (this.failure instanceof HistoryUnavailable) throw this.failure;
    return this.mark;
  }
}

let writer: FakeWriter;
let refused: string[];
let counts: StoreCounts;
let waiting: HistoryBatch[];
let delivered: MessageId;
let store: BatchStore;

beforeEach(() => {
  writer = new FakeWriter();
  refused = [];
  waiting = [];
  delivered = 0n;
  counts = { rows: 0, gaps: 0, refused: 0, unavailable: 0 };
  store = newStore();
});

function newStore(): BatchStore {
  return new BatchStore({
    writer,
    counts,
    earlier: async () => waiting,
    delivered: async () => delivered,
    refuse: async ({ rows, upTo, after }, reason) => {
      refused.push(`${rows[0]!.id} ${rows[0]!.targets.join()} ${upTo} ${after} ${reason}`);
    },
    onGap: () => undefined,
  });
}

function row(id: number, body = 'x', ...targets: string[]): HistoryRow {
  const names = targets.length > 0 ? targets : ['all'];
  const more = { time: 1, sender: 0, expires: 0, idempotencyKey: '' };
  return { id, targets: names, operation: 1, body: Buffer.from(body), ...more };
}

function batch(after: number, upTo: number, ...rows: HistoryRow[]): HistoryBatch {
  return { epoch: EPOCH, partition: 0, after, upTo, rows, unkept: false };
}

describe('the batches of a partition', () => {
  it('are written together, a message once for each target', async () => {
    await store.write([batch(0, 2, row(1), row(2, 'x', 'mid:1', 'mid:2')), batch(2, 5), batch(5, 6, row(6))]);
    expect([writer.rows, writer.statements]).toEqual([['1 all', '2 mid:1', '2 mid:2', '6 all'], [4]]);
    expect([writer.mark, counts.rows]).toEqual([6n, 4]);
  });

  it('are all counted, also those of partitions that are written at the same time', async () => {
    const other = Object.assign(batch(0, 2, row(2)), { partition: 1 });
    await Promise.all([store.write([batch(0, 1, row(1))]), store.write([other])]);
    expect(counts.rows).toBe(2);
  });

  it('move the watermark also where they have no messages', async () => {
    await store.write([batch(0, 7)]);
    expect([writer.mark, writer.statements]).toEqual([7n, [0]]);
  });

  it('leave a gap for those that were lost before them', async () => {
    await store.write([batch(0, 2, row(2))]);
    await store.write([batch(2, 3, row(3)), batch(5, 6, row(6))]);
    expect([writer.gaps, writer.rows, writer.mark]).toEqual([['4-5'], ['2 all', '3 all', '6 all'], 6n]);
    expect(counts.gaps).toBe(1);
  });

  it('leave a gap where one without messages says that there was something before it, and none where that is written', async () => {
    await store.write([batch(0, 2, row(2))]);
    await store.write([batch(5, 5)]);
    await store.write([batch(5, 6, row(6)), batch(6, 6)]);
    expect([writer.gaps, writer.mark]).toEqual([['3-5'], 6n]);
  });

  it('leave a gap for what a job without a history has delivered, up to where that is by then', async () => {
    const unkept = (id: number): HistoryBatch => Object.assign(batch(id, id), { unkept: true });
    await store.write([batch(0, 2, row(2))]);
    delivered = 8n;
    await store.write([unkept(4), batch(4, 7, row(7)), batch(7, 9, row(9))]);
    expect([writer.gaps, writer.rows, writer.mark]).toEqual([['3-8'], ['2 all', '7 all', '9 all'], 9n]);
    // Of another start of the push stream.
    delivered = 0n;
    await store.write([unkept(11)]);
    expect([writer.gaps, writer.mark]).toEqual([['3-8', '10-11'], 11n]);
  });

  it('are written in their order where an earlier one comes later than it should', async () => {
    waiting = [batch(0, 3, row(3)), batch(3, 5, row(5))];
    await store.write([batch(5, 6, row(6))]);
    await store.write(waiting);
    expect([writer.gaps, writer.rows.slice(0, 3), writer.mark]).toEqual([[], ['3 all', '5 all', '6 all'], 6n]);
  });

  it('leave a gap for those alone that are not among the ones that come later', async () => {
    waiting = [batch(3, 5, row(5))];
    await store.write([batch(0, 2, row(2)), batch(5, 6, row(6))]);
    expect([writer.gaps, writer.rows, writer.mark]).toEqual([['3-3'], ['2 all', '5 all', '6 all'], 6n]);
  });

  it('leave a gap for what was before the history was kept at all', async () => {
    await store.write([batch(9, 10, row(10))]);
    expect(writer.gaps).toEqual(['1-9']);
  });

  it('that come again leave none, and take nothing back', async () => {
    const batches = [batch(0, 2, row(2)), batch(2, 3, row(3))];
    await store.write(batches);
    await newStore().write(batches);
    expect([writer.gaps, writer.mark]).toEqual([[], 3n]);
  });

  it('lose a message alone that the database refuses, for the target that it refuses', async () => {
    await store.write([batch(0, 4, row(1), row(2, 'bad', 'mid:1', 'mid:2'), row(3), row(4, 'bad'))]);
    expect(refused).toEqual(['2 mid:1 0 0 no such thing', '2 mid:2 0 0 no such thing', '4 all 0 0 no such thing']);
    expect([writer.rows, writer.mark, counts.refused]).toEqual([['1 all', '3 all'], 4n, 3]);
  });

  it('lose nothing where the database refuses whatever it is given, and are written once it does not', async () => {
    writer.failure = new Error('permission denied');
    const batches = [batch(0, 2, row(1), row(2))];
    await expect(store.write(batches)).rejects.toBeInstanceOf(HistoryUnavailable);
    expect([refused, counts.unavailable]).toEqual([[], 1]);
    writer.failure = undefined;
    await store.write(batches);
    expect([writer.rows, writer.mark]).toEqual([['1 all', '2 all'], 2n]);
  });

  it('are written in statements of bounded size, of which the last moves the watermark', async () => {
    await store.write([batch(0, 6_000, ...Array.from({ length: 6_000 }, (_, n) => row(n + 1)))]);
    expect([writer.statements, writer.mark]).toEqual([[5_000, 1_000], 6_000n]);
    const long = 'x'.repeat(1_500_000);
    await store.write([batch(6_000, 6_004, ...[1, 2, 3, 4].map((n) => row(6_000 + n, long)))]);
    expect(writer.statements.slice(2)).toEqual([2, 2]);
  });

  it.each([
    ['some of', 2n, '3-3'],
    ['all of', undefined, '1-3'],
  ])('leave a gap for %s what the database had, and has lost since', async (_, mark, gap) => {
    await store.write([batch(0, 2, row(2))]);
    await store.write([batch(2, 3, row(3))]);
    writer.mark = mark;
    await store.write([batch(3, 4, row(4))]);
    expect([writer.gaps, writer.mark, counts.unavailable]).toEqual([[gap], 4n, 0]);
  });

  it('leave a gap for what the database has lost also where they come from a job that does not know what was before', async () => {
    await store.write([batch(0, 3, row(3))]);
    writer.mark = 2n;
    await store.write([batch(0, 6, row(6))]);
    expect([writer.gaps, writer.mark]).toEqual([['3-3'], 6n]);
  });

  it('leave a gap for what the database has lost, and one for what was lost behind that', async () => {
    await store.write([batch(0, 3, row(3))]);
    writer.mark = 2n;
    await store.write([batch(5, 6, row(6))]);
    expect([writer.gaps, writer.mark]).toEqual([['3-3', '4-5'], 6n]);
  });

  it('are no gap where somebody else has written them meanwhile', async () => {
    await store.write([batch(0, 2, row(2))]);
    writer.mark = 9n;
    await store.write([batch(2, 3, row(3))]);
    expect([writer.gaps, writer.mark]).toEqual([[], 9n]);
  });

  it.each([
    ['all', 6n, []],
    ['some', 4n, ['5-6']],
  ])('leave a gap for no more than is missing where the next writer has written %s of it', async (_, mark, gaps) => {
    await store.write([batch(0, 2, row(2))]);
    writer.mark = mark;
    await store.write([batch(6, 7, row(7))]);
    expect([writer.gaps, writer.mark]).toEqual([gaps, 7n]);
  });

  it('leave a gap in the place of what the database has lost, up to what was settled, but for what waits', async () => {
    writer.mark = 2n;
    waiting = [batch(3, 4, row(4))];
    await store.restore({ epoch: EPOCH, partition: 0 }, 9);
    expect([writer.gaps, writer.rows, writer.mark]).toEqual([['3-3', '5-9'], ['4 all'], 9n]);
    await store.restore({ epoch: EPOCH, partition: 0 }, 7);
    expect(writer.gaps).toHaveLength(2);
  });

  it('leave a gap up to what was written here, where that is more than what was settled', async () => {
    await store.write([batch(0, 9, row(9))]);
    writer.mark = 2n;
    await store.restore({ epoch: EPOCH, partition: 0 }, 7);
    expect(writer.gaps).toEqual(['3-9']);
  });

  it('fail with the database, and look again how far it is', async () => {
    await store.write([batch(0, 2, row(2))]);
    writer.failure = new HistoryUnavailable('away');
    await expect(store.write([batch(2, 3, row(3))])).rejects.toBeInstanceOf(HistoryUnavailable);
    writer.failure = undefined;
    // Somebody else has written meanwhile.
    writer.mark = 5n;
    await store.write([batch(5, 6, row(6))]);
    expect([writer.gaps, counts.unavailable]).toEqual([[], 1]);
  });
});
