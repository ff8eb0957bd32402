import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '#contracts';
import type { StoredMessage } from '#bus';
import { FakeQueuedTask } from '../../test/fake-queued-task.js';
import { Settlement } from './settlement.js';

const MAX_TRIES = 5;
const RETRY_MS = 1_000;
const PARTITION = 3;

interface Letter {
  subject: string;
  data: string;
  headers: Record<string, string> | undefined;
}

class FakePublisher {
  readonly letters: Letter[] = [];
  failure: AppError | undefined;

  async publish(subject: string, data: Uint8Array, headers?: Record<string, string>): Promise<StoredMessage> {
    if (this.failure) throw this.failure;
    this.letters.push({ subject, data: Buffer.from(data).toString(), headers });
    return { sequence: 1, duplicate: false };
  }
}

function limitedTo(maxTries: number) {
  return { current: { queue: { maxTries, retryDelay: RETRY_MS } } };
}

let publisher: FakePublisher;
let given: [sequence: number, reason: string][];
let settlement: Settlement;

beforeEach(() => {
  publisher = new FakePublisher();
  given = [];
  settlement = new Settlement(publisher, limitedTo(MAX_TRIES), (sequence, reason) => given.push([sequence, reason]));
});

describe('Settlement', () => {
  it('acknowledges a task that is done', () => {
    const task = new FakeQueuedTask(7);
    settlement.done(task);
    expect(task.settled).toEqual(['ack']);
    expect(settlement.counts).toEqual({ acknowledged: 1, retried: 0, deadLetters: 0 });
  });

  it('gives a task that failed back after a wait, which doubles with every try', async () => {
    const task = new FakeQueuedTask(7);
    for (let tried = 1; tried < MAX_TRIES; tried++) await settlement.failed(PARTITION, task, 'why');
    expect(task.settled).toEqual(['nak 1000', 'nak 2000', 'nak 4000', 'nak 8000']);
    expect([settlement.counts.retried, publisher.letters]).toEqual([MAX_TRIES - 1, []]);
  });

  it('waits ten minutes at most', async () => {
    const patient = new Settlement(publisher, limitedTo(100), () => undefined);
    const task = new FakeQueuedTask(7);
    for (let tried = 1; tried < 100; tried++) await patient.failed(PARTITION, task, 'why');
    expect(task.settled.slice(8, 12)).toEqual(['nak 256000', 'nak 512000', 'nak 600000', 'nak 600000']);
    expect(task.settled.at(-1)).toBe('nak 600000');
  });

  it('counts no try where the task was given out and not worked, as it is when the bus breaks', async () => {
    const task = new FakeQueuedTask(7, MAX_TRIES);
    await settlement.failed(PARTITION, task, 'why');
    expect(task.settled).toEqual(['nak 1000']);
  });

  it('gives a task back that could not be tried, however often', async () => {
    const task = new FakeQueuedTask(7);
    for (let times = 0; times <= MAX_TRIES; times++) settlement.defer(task);
    await settlement.failed(PARTITION, task, 'why');
    expect([new Set(task.settled), publisher.letters]).toEqual([new Set(['nak 1000']), []]);
  });

  it('gives a task up that jobs have been given again and again', async () => {
    const task = new FakeQueuedTask(7, 100 * MAX_TRIES);
    await settlement.failed(PARTITION, task, 'why');
    expect(task.settled).toEqual(['term']);
  });

  it('counts the tries of a task anew once it is done', async () => {
    const task = new FakeQueuedTask(7);
    for (let tried = 1; tried < MAX_TRIES; tried++) await settlement.failed(PARTITION, task, 'why');
    settlement.done(task);
    await settlement.failed(PARTITION, task, 'why');
    expect(task.settled.at(-1)).toBe('nak 1000');
  });

  it('makes a task a dead letter at its last try', async () => {
    const task = new FakeQueuedTask(7);
    for (let tried = 1; tried < MAX_TRIES; tried++) await settlement.failed(PARTITION, task, 'why');
    await settlement.failed(PARTITION, task, 'the comet\r\nis gone');
    expect(task.settled.at(-1)).toBe('term');
    expect(publisher.letters).toEqual([
      {
        subject: 'goim.dead.3',
        data: 'task',
        headers: {
          'Nats-Msg-Id': 'dead-7-1795897981683',
          'Goim-Reason': 'the comet is gone',
          'Goim-Tries': String(MAX_TRIES),
          'Goim-Subject': 'goim.push.3',
          'Goim-Sequence': '7',
        },
      },
    ]);
    expect(settlement.counts).toEqual({ acknowledged: 0, retried: MAX_TRIES - 1, deadLetters: 1 });
    expect(given).toEqual([[7, 'the comet\r\nis gone']]);
  });

  it('gives a task up at once that can never be worked', async () => {
    const task = new FakeQueuedTask(7, 1);
    await settlement.giveUp(PARTITION, task, 'the task cannot be decoded');
    expect([task.settled, publisher.letters.length]).toEqual([['term'], 1]);
  });

  it('tries a task again whose dead letter could not be stored: it must not be lost', async () => {
    publisher.failure = new AppError('unavailable', 'away');
    const task = new FakeQueuedTask(7);
    for (let tried = 0; tried < MAX_TRIES; tried++) await settlement.failed(PARTITION, task, 'why');
    expect(task.settled.at(-1)).toBe('nak 16000');
    expect([settlement.counts, given]).toEqual([{ acknowledged: 0, retried: MAX_TRIES, deadLetters: 0 }, []]);
  });

  it('writes the letter before it lets the task go', async () => {
    const task = new FakeQueuedTask(7);
    const settledBefore: string[][] = [];
    const slow = new Settlement(
      {
        publish: async () => {
          settledBefore.push([...task.settled]);
          return { sequence: 1, duplicate: false };
        },
      },
      limitedTo(1),
      () => undefined,
    );
    await slow.failed(PARTITION, task, 'why');
    expect([settledBefore, task.settled]).toEqual([[[]], ['term']]);
  });
});
