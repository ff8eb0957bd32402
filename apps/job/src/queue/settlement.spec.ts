import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, encodeGroup, messageId, numericId, PushTask, pushTask, type MessageId } from '#contracts';
import type { PublishAck } from '#bus';
import { FakeQueuedTask } from '../../test/fake-queued-task.js';
import { Misses } from '../comets/comet-link.js';
import { openTasks } from './open-tasks.js';
import { Settlement } from './settlement.js';

const MAX_TRIES = 5;
const RETRY_MS = 1_000;
const PARTITION = 3;
const SEQUENCE = 7;

interface Letter {
  subject: string;
  data: string;
  headers: Record<string, string> | undefined;
}

class FakePublisher {
  readonly letters: Letter[] = [];
  failure: AppError | undefined;
  /** Bytes that NATS takes, with the headers. */
  maxBytes = Infinity;

  async publish(subject: string, data: Uint8Array, headers?: Record<string, string>): Promise<PublishAck> {
    if (this.failure) throw this.failure;
    const around = Object.entries(headers ?? {}).reduce(
      (sum, [name, value]) => sum + name.length + value.length + 4,
      12,
    );
    if (data.length + around > this.maxBytes) throw new AppError('invalid-argument', 'cannot send as many bytes');
    this.letters.push({ subject, data: Buffer.from(data).toString('hex'), headers });
    return { sequence: 1, duplicate: false };
  }
}

function limitedTo(maxTries: number) {
  return { current: { queue: { maxTries, retryDelay: RETRY_MS } } };
}

function encoded(text: string): Uint8Array {
  return PushTask.encode(pushTask({ operation: 1000, msg: Buffer.from(text) })).finish();
}

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex');
}

function task(deliveryCount = 1): FakeQueuedTask {
  return new FakeQueuedTask(SEQUENCE, { data: encoded('task'), deliveryCount });
}

function groupOf(...texts: string[]): FakeQueuedTask {
  return new FakeQueuedTask(SEQUENCE, { data: encodeGroup(texts.map(encoded)) });
}

let publisher: FakePublisher;
let given: [id: MessageId, reason: string, isStored: boolean][];
let settlement: Settlement;

beforeEach(() => {
  publisher = new FakePublisher();
  given = [];
  settlement = new Settlement(publisher, limitedTo(MAX_TRIES), (...about) => given.push(about));
});

interface Missed {
  readonly failed?: readonly number[];
  readonly deferred?: readonly number[];
}

/** Settles what is open of a message. @param missed positions @returns the positions that were worked */
async function settle(
  queued: FakeQueuedTask,
  { failed = [], deferred = [] }: Missed = {},
  by = settlement,
): Promise<number[]> {
  const misses = new Misses();
  for (const position of failed) misses.note(numericId(SEQUENCE, position), 'why');
  for (const position of deferred) {
    misses.note(numericId(SEQUENCE, position), 'away');
    misses.defer(numericId(SEQUENCE, position));
  }
  const message = openTasks(queued, (position) => by.isOpen(queued, position));
  await by.settle(PARTITION, message, misses);
  return message.tasks.map(({ position }) => position);
}

const FAILED: Missed = { failed: [0] };
const DEFERRED: Missed = { deferred: [0] };

async function fail(queued: FakeQueuedTask, times: number, by = settlement): Promise<void> {
  for (let tried = 0; tried < times; tried++) await settle(queued, FAILED, by);
}

describe('Settlement', () => {
  it('acknowledges a task that is done', async () => {
    const queued = task();
    await settle(queued);
    expect(queued.settled).toEqual(['ack']);
    expect(settlement.counts).toEqual({ acknowledged: 1, retried: 0, deadLetters: 0, lost: 0 });
  });

  it('gives a task that failed back after a wait, which doubles with every try', async () => {
    const queued = task();
    await fail(queued, MAX_TRIES - 1);
    expect(queued.settled).toEqual(['nak 1000', 'nak 2000', 'nak 4000', 'nak 8000']);
    expect([settlement.counts.retried, publisher.letters]).toEqual([MAX_TRIES - 1, []]);
  });

  it('waits ten minutes at most', async () => {
    const patient = new Settlement(publisher, limitedTo(100), () => undefined);
    const queued = task();
    await fail(queued, 99, patient);
    expect(queued.settled.slice(8, 12)).toEqual(['nak 256000', 'nak 512000', 'nak 600000', 'nak 600000']);
    expect(queued.settled.at(-1)).toBe('nak 600000');
  });

  it('counts no try where the task was given out and not worked, as it is when the bus breaks', async () => {
    const queued = task(MAX_TRIES);
    await fail(queued, 1);
    expect(queued.settled).toEqual(['nak 1000']);
  });

  it('gives a task back that could not be tried, however often', async () => {
    const queued = task();
    for (let times = 0; times <= MAX_TRIES; times++) await settle(queued, DEFERRED);
    await fail(queued, 1);
    expect([new Set(queued.settled), publisher.letters]).toEqual([new Set(['nak 1000']), []]);
  });

  it('gives a task up that jobs have been given again and again', async () => {
    const queued = task(100 * MAX_TRIES);
    await fail(queued, 1);
    expect(queued.settled).toEqual(['term']);
  });

  it('says which try is the last one', async () => {
    const queued = task();
    for (let tried = 1; tried < MAX_TRIES; tried++) {
      expect(settlement.isLastTry(queued, 0)).toBe(false);
      await settle(queued, FAILED);
    }
    expect(settlement.isLastTry(queued, 0)).toBe(true);
    expect([queued.settled.length, settlement.isLastTry(task(100 * MAX_TRIES), 0)]).toEqual([MAX_TRIES - 1, true]);
  });

  it('counts the tries of a task anew once it is done', async () => {
    const queued = task();
    await fail(queued, MAX_TRIES - 1);
    await settle(queued);
    await fail(queued, 1);
    expect(queued.settled.at(-1)).toBe('nak 1000');
  });

  it('makes a task a dead letter at its last try', async () => {
    const queued = task();
    await fail(queued, MAX_TRIES - 1);
    const misses = new Misses();
    misses.note(numericId(SEQUENCE), 'the comet\r\nis gone');
    await settlement.settle(
      PARTITION,
      openTasks(queued, () => true),
      misses,
    );
    expect(queued.settled.at(-1)).toBe('term');
    expect(publisher.letters).toEqual([
      {
        subject: 'goim.dead.3',
        data: hex(encoded('task')),
        headers: {
          'Nats-Msg-Id': 'dead-7-1795897981683',
          'Goim-Reason': 'the comet is gone',
          'Goim-Tries': String(MAX_TRIES),
          'Goim-Subject': 'goim.push.3',
          'Goim-Sequence': '7',
          'Goim-Message-Id': String(messageId(SEQUENCE)),
        },
      },
    ]);
    expect(settlement.counts).toEqual({ acknowledged: 0, retried: MAX_TRIES - 1, deadLetters: 1, lost: 0 });
    expect(given).toEqual([[messageId(SEQUENCE), 'the comet\r\nis gone', true]]);
  });

  it('gives a task up at once that can never be worked', async () => {
    const queued = new FakeQueuedTask(SEQUENCE, { data: Buffer.from('no task') });
    await settle(queued);
    expect([queued.settled, publisher.letters.length]).toEqual([['term'], 1]);
    expect(publisher.letters[0]?.headers).toMatchObject({
      'Goim-Reason': 'the task cannot be decoded',
      'Goim-Tries': '1',
    });
  });

  // Each came again every second, so that many of them left no time for others.
  it('waits longer each time where the dead letter of what is no task could not be stored', async () => {
    publisher.failure = new AppError('unavailable', 'away');
    const queued = new FakeQueuedTask(SEQUENCE, { data: Buffer.from('no task') });
    for (let tried = 0; tried < 3; tried++) await settle(queued);
    expect(queued.settled).toEqual(['nak 1000', 'nak 2000', 'nak 4000']);
  });

  it('tries a task again whose dead letter could not be stored: it must not be lost', async () => {
    publisher.failure = new AppError('unavailable', 'away');
    const queued = task();
    await fail(queued, MAX_TRIES);
    expect(queued.settled.at(-1)).toBe('nak 16000');
    expect([settlement.counts, given]).toEqual([{ acknowledged: 0, retried: MAX_TRIES, deadLetters: 0, lost: 0 }, []]);
  });

  // It was tried without end: no try made the headers shorter.
  it('leaves out what only tells of the task where NATS takes no longer dead letter', async () => {
    publisher.maxBytes = encoded('task').length + 100;
    const queued = task();
    await fail(queued, MAX_TRIES);
    expect(queued.settled.at(-1)).toBe('term');
    expect(publisher.letters).toEqual([
      {
        subject: 'goim.dead.3',
        data: hex(encoded('task')),
        headers: { 'Nats-Msg-Id': 'dead-7-1795897981683', 'Goim-Subject': 'goim.push.3' },
      },
    ]);
    expect([settlement.counts.deadLetters, given]).toEqual([1, [[messageId(SEQUENCE), 'why', true]]]);
  });

  it('gives a task up that neither comets nor the dead letters can be sent, and says that it is lost', async () => {
    publisher.maxBytes = encoded('task').length;
    const queued = task();
    await fail(queued, MAX_TRIES);
    expect([queued.settled.at(-1), publisher.letters]).toEqual(['term', []]);
    expect(settlement.counts).toEqual({ acknowledged: 0, retried: MAX_TRIES - 1, deadLetters: 0, lost: 1 });
    expect(given).toEqual([[messageId(SEQUENCE), 'why', false]]);
  });

  it('writes the letter before it lets the task go', async () => {
    const queued = task();
    const settledBefore: string[][] = [];
    const slow = new Settlement(
      {
        publish: async () => {
          settledBefore.push([...queued.settled]);
          return { sequence: 1, duplicate: false };
        },
      },
      limitedTo(1),
      () => undefined,
    );
    await fail(queued, 1, slow);
    expect([settledBefore, queued.settled]).toEqual([[[]], ['term']]);
  });
});

describe('the settlement of a group', () => {
  it('is one acknowledgement where all of its tasks are done', async () => {
    const group = groupOf('a', 'b', 'c');
    expect(await settle(group)).toEqual([0, 1, 2]);
    expect([group.settled, settlement.counts]).toEqual([
      ['ack'],
      { acknowledged: 3, retried: 0, deadLetters: 0, lost: 0 },
    ]);
  });

  it('has those tried again that were missed, and no other', async () => {
    const group = groupOf('a', 'b', 'c');
    await settle(group, { failed: [1, 2] });
    expect(await settle(group, { failed: [2] })).toEqual([1, 2]);
    expect(await settle(group)).toEqual([2]);
    expect(group.settled).toEqual(['nak 1000', 'nak 2000', 'ack']);
    expect(settlement.counts).toEqual({ acknowledged: 3, retried: 3, deadLetters: 0, lost: 0 });
  });

  it('makes a dead letter of a task that fails over and over, and not of the others', async () => {
    const group = groupOf('a', 'b', 'c');
    for (let tried = 1; tried <= MAX_TRIES; tried++) await settle(group, { failed: [1] });
    expect(group.settled.slice(-2)).toEqual(['nak 8000', 'term']);
    expect(publisher.letters.map(({ data, headers }) => [data, headers?.['Nats-Msg-Id']])).toEqual([
      [hex(encoded('b')), 'dead-7-1795897981683-1'],
    ]);
    expect(publisher.letters[0]?.headers).toMatchObject({ 'Goim-Message-Id': String(messageId(SEQUENCE, 1)) });
    expect([settlement.counts, given]).toEqual([
      { acknowledged: 2, retried: MAX_TRIES - 1, deadLetters: 1, lost: 0 },
      [[messageId(SEQUENCE, 1), 'why', true]],
    ]);
  });

  it('gives a poisoned task up and has the others delivered', async () => {
    const data = encodeGroup([encoded('a'), Buffer.from('no task'), encoded('c')]);
    const group = new FakeQueuedTask(SEQUENCE, { data });
    await settle(group);
    expect([group.settled, publisher.letters.length]).toEqual([['ack'], 1]);
    expect(settlement.counts).toEqual({ acknowledged: 2, retried: 0, deadLetters: 1, lost: 0 });
  });

  it('keeps a task whose dead letter could not be stored', async () => {
    const group = groupOf('a', 'b');
    for (let tried = 1; tried < MAX_TRIES; tried++) await settle(group, { failed: [0] });
    publisher.failure = new AppError('unavailable', 'away');
    await settle(group, { failed: [0] });
    publisher.failure = undefined;
    expect(await settle(group)).toEqual([0]);
    expect(group.settled.slice(-2)).toEqual(['nak 16000', 'ack']);
  });

  it('waits as long as the task does that waits longest, and counts no try of one that could not be tried', async () => {
    const group = groupOf('a', 'b');
    for (let tried = 1; tried < MAX_TRIES; tried++) await settle(group, { failed: [0], deferred: [1] });
    expect(group.settled).toEqual(['nak 1000', 'nak 2000', 'nak 4000', 'nak 8000']);
    await settle(group, { failed: [0, 1] });
    expect([group.settled.at(-1), publisher.letters.length]).toEqual(['nak 1000', 1]);
  });

  it('is of the whole group where this job has not settled any of it, or not for long', async () => {
    const group = groupOf('a', 'b');
    await settle(group, { failed: [1] });
    const other = new Settlement(publisher, limitedTo(MAX_TRIES), () => undefined);
    expect(await settle(group, {}, other)).toEqual([0, 1]);
    for (let n = 0; n < 10_000; n++) {
      const queued = new FakeQueuedTask(100 + n, { data: encoded('x') });
      const misses = new Misses();
      misses.note(numericId(100 + n), 'why');
      await settlement.settle(
        PARTITION,
        openTasks(queued, () => true),
        misses,
      );
    }
    expect(await settle(group)).toEqual([0, 1]);
  });
});
