import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AppError, formatCursor, tasksIn, type Cursor } from '#contracts';
import { PartitionQueue, type Place, type QueueMessage } from './partition-queue.js';
import { Rounds } from './rounds.js';

const EPOCH = 1_764_360_000;

/** A queue that stores what it is given, and answers when it is told to. */
class FakeStore {
  readonly messages: QueueMessage[] = [];
  private readonly answers: ((place: Place) => void)[] = [];
  private readonly failures: ((error: Error) => void)[] = [];

  readonly store = (message: QueueMessage): Promise<Place> => {
    this.messages.push(message);
    return new Promise((resolve, reject) => {
      this.answers.push(resolve);
      this.failures.push(reject);
    });
  };

  /** The texts of each message. */
  get texts(): string[] {
    return this.messages.map(({ data }) =>
      tasksIn(data)
        .map((task) => Buffer.from(task).toString())
        .join('+'),
    );
  }

  /** @param nth message; its sequence is ten times as much */
  async answer(nth: number): Promise<void> {
    this.answers[nth - 1]!({ epoch: EPOCH, sequence: 10 * nth });
    await turn();
  }

  async fail(nth: number, error: Error): Promise<void> {
    this.failures[nth - 1]!(error);
    await turn();
  }
}

/** Whatever is ready has happened. */
async function turn(): Promise<void> {
  await jest.advanceTimersByTimeAsync(0);
}

let fake: FakeStore;
let maxTasks: number;
let maxBytes: number;
let counts: { groups: number; tasks: number };
let queue: PartitionQueue;
let outcomes: string[];

beforeEach(() => {
  jest.useFakeTimers();
  fake = new FakeStore();
  maxTasks = 4;
  maxBytes = 1_000;
  counts = { groups: 0, tasks: 0 };
  outcomes = [];
  const rounds = new Rounds(() => 0);
  queue = new PartitionQueue({ store: fake.store, maxTasks: () => maxTasks, maxBytes: () => maxBytes, counts, rounds });
});

afterEach(() => {
  jest.useRealTimers();
});

function push(text: string, messageId?: string): void {
  const told = (cursor: Cursor): void => void outcomes.push(`${text} ${formatCursor(cursor).replace(`${EPOCH}:`, '')}`);
  const failed = (error: AppError): void => void outcomes.push(`${text} ${error.code}`);
  // One letter is no protobuf message, and a group holds any bytes.
  queue.publish(Buffer.from(text), messageId).then(told, failed);
}

function pushAll(...texts: string[]): void {
  for (const text of texts) push(text);
}

/** Nobody is before it, and nobody comes with it. */
async function pushFirst(text: string): Promise<void> {
  push(text);
  await turn();
}

describe('the tasks of a partition', () => {
  it('are stored at once where nobody is before them, as they are', async () => {
    await pushFirst('a');
    expect(fake.messages).toEqual([{ data: Buffer.from('a'), tasks: 1, messageId: undefined }]);
    await fake.answer(1);
    await pushFirst('b');
    expect(fake.texts).toEqual(['a', 'b']);
    await fake.answer(2);
    expect([outcomes, counts]).toEqual([[`a ${10 * 1_024}`, `b ${20 * 1_024}`], { groups: 0, tasks: 0 }]);
  });

  it('are gathered while the queue has not answered, and stored as one message when it has', async () => {
    await pushFirst('a');
    pushAll('b', 'c', 'd');
    expect(fake.texts).toEqual(['a']);
    await fake.answer(1);
    expect(fake.texts).toEqual(['a', 'b+c+d']);
    expect(fake.messages[1]).toMatchObject({ tasks: 3, messageId: undefined });
    pushAll('e', 'f');
    await fake.answer(2);
    await fake.answer(3);
    expect(fake.texts).toEqual(['a', 'b+c+d', 'e+f']);
    const ids = [10_240, 20_480, 20_481, 20_482, 30_720, 30_721];
    expect([outcomes, counts]).toEqual([
      ['a', 'b', 'c', 'd', 'e', 'f'].map((text, n) => `${text} ${ids[n]}`),
      { groups: 2, tasks: 5 },
    ]);
  });

  it('are stored together where they come in the same turn of the event loop', async () => {
    pushAll('a', 'b', 'c');
    expect(fake.texts).toEqual([]);
    await turn();
    expect(fake.texts).toEqual(['a+b+c']);
    await fake.answer(1);
    expect([outcomes, counts]).toEqual([['a 10240', 'b 10241', 'c 10242'], { groups: 1, tasks: 3 }]);
  });

  it('are no group where there is only one of them', async () => {
    await pushFirst('a');
    pushAll('b');
    await fake.answer(1);
    expect(fake.messages[1]).toEqual({ data: Buffer.from('b'), tasks: 1, messageId: undefined });
    await fake.answer(2);
    expect([outcomes[1], counts.groups]).toEqual([`b ${20 * 1_024}`, 0]);
  });

  it('wait no longer where a group is full', async () => {
    await pushFirst('a');
    pushAll('b', 'c', 'd', 'e', 'f');
    expect(fake.texts).toEqual(['a', 'b+c+d+e']);
  });

  it('wait no longer where a group would be too long', async () => {
    maxBytes = 10;
    await pushFirst('a');
    pushAll('bbbbbb', 'cccc', 'd', 'eeeeeeeeeee', 'f');
    expect(fake.texts).toEqual(['a', 'bbbbbb+cccc', 'd', 'eeeeeeeeeee']);
    await fake.answer(1);
    expect(fake.texts.at(-1)).toBe('f');
  });

  it('wait no longer than 10 ms', async () => {
    await pushFirst('a');
    pushAll('b', 'c');
    await jest.advanceTimersByTimeAsync(9);
    expect(fake.texts).toEqual(['a']);
    await jest.advanceTimersByTimeAsync(1);
    expect(fake.texts).toEqual(['a', 'b+c']);
    push('d');
    await jest.advanceTimersByTimeAsync(10);
    expect(fake.texts).toEqual(['a', 'b+c', 'd']);
  });

  it('are stored alone where they have an id, behind those that came before', async () => {
    await pushFirst('a');
    pushAll('b', 'c');
    push('d', 'id-1');
    push('e', 'id-2');
    push('f');
    expect(fake.texts).toEqual(['a', 'b+c', 'd', 'e']);
    expect(fake.messages.map(({ messageId }) => messageId)).toEqual([undefined, undefined, 'id-1', 'id-2']);
    await fake.answer(1);
    expect(fake.texts.at(-1)).toBe('f');
  });

  it('are stored alone where groups are switched off', async () => {
    await pushFirst('a');
    pushAll('b', 'c');
    maxTasks = 1;
    pushAll('d', 'e');
    expect(fake.texts).toEqual(['a', 'b+c', 'd', 'e']);
  });

  it('fail together, each by itself, where their group is not stored; those behind them go on', async () => {
    await pushFirst('a');
    pushAll('b', 'c');
    await fake.fail(1, new AppError('unavailable', 'no answer'));
    push('d');
    await fake.fail(2, new AppError('queue-full', 'full'));
    await fake.answer(3);
    expect([fake.texts, outcomes]).toEqual([
      ['a', 'b+c', 'd'],
      ['a unavailable', 'b queue-full', 'c queue-full', `d ${30 * 1_024}`],
    ]);
    expect(counts).toEqual({ groups: 0, tasks: 0 });
  });

  it('wait no longer where they are told so', async () => {
    await pushFirst('a');
    pushAll('b', 'c');
    queue.storeGathered();
    queue.storeGathered();
    expect(fake.texts).toEqual(['a', 'b+c']);
    await fake.answer(1);
    await fake.answer(2);
    expect([fake.texts.length, outcomes.length]).toEqual([2, 3]);
  });
});
