import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Bus, PushPositionNow } from '#bus';
import { AppError, formatCursor, messageId, Withdrawn, type Cursor, type MessageId, type Target } from '#contracts';
import type { HistoryStore, StoredMessage } from '#history';
import { HistoryService } from './history.service.js';
import { IdWait } from './writer-lag.js';

const EPOCH = 7;
const PARTITIONS = 2;
const TARGET = 'room:live://1' as Target;
/** Pushed last of all, into the second partition. */
const NEWEST = 12;

let stored: Map<MessageId, StoredMessage>;
let epochs: number[];
/** Of the push stream, as it was seen last; 0 = it was not seen yet. */
let pushEpoch: number;
let positions: PushPositionNow[];
let awaited: { partition: number; upTo: MessageId }[];
/** What the writer does while it is waited for. @returns whether it has reached that */
let write: (partition: number, upTo: MessageId) => boolean;
/** Up to where the member 7 has read. */
let read: Cursor | undefined;
let told: Withdrawn[];
let unflushed: Withdrawn[];
let withdrawn: Set<MessageId>;
/** Of the message that is withdrawn, those that the writer has stored it for. */
let targets: Target[];
/** The bus breaks while it is flushed. */
let breaks: boolean;

const store = {
  newestEpoch: async () => epochs.at(-1),
  byId: async (epoch: number, id: MessageId) => (epoch === EPOCH ? stored.get(id) : undefined),
  reached: async (_: number, partition: number, upTo: MessageId) => {
    awaited.push({ partition, upTo });
    return write(partition, upTo);
  },
  lastIds: async (epoch: number, [target]: Target[]) =>
    new Map([...stored.values()].filter((one) => one.epoch === epoch).map(({ id }) => [target!, id])),
  setReadPosition: async (_: number, position: Cursor, inPlaceOf?: Cursor) => {
    const isAhead =
      read !== undefined && (read.epoch > position.epoch || (read.epoch === position.epoch && read.id > position.id));
    const isNone = read?.epoch === inPlaceOf?.epoch && read?.id === inPlaceOf?.id;
    return isAhead && !isNone ? read! : (read = position);
  },
  withdraw: async (epoch: number, id: MessageId) => {
    if (stored.get(id)?.epoch === epoch && stored.delete(id)) withdrawn.add(id);
    return withdrawn.has(id) ? [...targets] : [];
  },
} as unknown as HistoryStore;

/** What is published while it is away is lost, as the bus has it. */
const bus = {
  isConnected: true,
  publish: (_: string, data: Uint8Array) => {
    unflushed.push(Withdrawn.decode(data));
  },
  flush: async () => {
    const sent = unflushed.splice(0);
    if (!bus.isConnected || breaks) throw new AppError('unavailable', 'the connection to NATS broke');
    told.push(...sent);
  },
};

function service(): HistoryService {
  const now = async (partition: number): Promise<PushPositionNow> => positions[partition]!;
  return new HistoryService(
    bus as unknown as Bus,
    new IdWait({ now, wasAt }, { partitions: PARTITIONS, partitionOf: () => 1 }, () => pushEpoch),
    store,
  );
}

async function wasAt(epoch: number, sequence: number): Promise<boolean> {
  return epoch < EPOCH || (epoch === EPOCH && sequence <= NEWEST);
}

function storeAt(sequence: number): void {
  const id = messageId(sequence);
  stored.set(id, { target: TARGET, epoch: EPOCH, id, operation: 9, body: Buffer.from('hello'), time: 1 });
  epochs = [EPOCH];
}

beforeEach(() => {
  stored = new Map();
  epochs = [EPOCH];
  pushEpoch = EPOCH;
  targets = [TARGET];
  awaited = [];
  read = undefined;
  told = [];
  unflushed = [];
  withdrawn = new Set();
  breaks = false;
  bus.isConnected = true;
  write = () => true;
  positions = [
    { epoch: EPOCH, worked: NEWEST, given: NEWEST, pushed: 0, unwritten: 0 },
    { epoch: EPOCH, worked: 4, given: NEWEST, pushed: NEWEST, unwritten: NEWEST },
  ];
});

describe('a message that was just pushed', () => {
  const id = messageId(NEWEST);
  const written = (): boolean => {
    storeAt(NEWEST);
    return true;
  };
  const behind = { code: 'history-unavailable', retryable: true };

  it('is taken back once the writer has stored it', async () => {
    write = written;
    await service().withdraw(formatCursor({ epoch: EPOCH, id }));
    expect(awaited).toEqual([{ partition: 1, upTo: id }]);
    expect(stored.has(id)).toBe(false);
    expect(told).toMatchObject([{ target: TARGET, epoch: EPOCH, id: Number(id) }]);
  });

  it('is taken back by its id alone, though it is the first that is ever stored', async () => {
    epochs = [];
    write = written;
    await service().withdraw(String(id));
    expect(stored.has(id)).toBe(false);
  });

  it('is named by its id alone, where the history has another of that id, and nothing of this push stream yet', async () => {
    pushEpoch = EPOCH + 1;
    positions = positions.map((position) => ({ ...position, epoch: pushEpoch }));
    storeAt(NEWEST);
    write = () => false;
    await expect(service().withdraw(String(id))).rejects.toMatchObject(behind);
    await expect(service().one(String(id))).rejects.toMatchObject(behind);
    expect(stored.has(id)).toBe(true);
    // Nobody has seen the push stream.
    pushEpoch = 0;
    await service().withdraw(String(id));
    expect(told).toMatchObject([{ epoch: EPOCH, id: Number(id) }]);
  });

  // A copy of another installation's history, or a push stream that was put back: a message of the other one was withdrawn.
  it('is named by its id alone, where the history has a later epoch, which is not that of the push stream', async () => {
    storeAt(NEWEST);
    epochs = [EPOCH, EPOCH + 1];
    await service().withdraw(String(id));
    expect(told).toMatchObject([{ epoch: EPOCH, id: Number(id) }]);
    // A push stream that was made anew a moment ago, which was not seen here yet.
    storeAt(NEWEST);
    pushEpoch = EPOCH - 1;
    expect(await service().one(String(id))).toMatchObject({ epoch: String(EPOCH) });
  });

  it('is shown once the writer has stored it', async () => {
    write = written;
    expect(await service().one(String(id))).toMatchObject({ id: String(id), body: 'hello' });
  });

  it('is to be tried again where the writer stays behind: not found would be final', async () => {
    write = () => false;
    await expect(service().withdraw(String(id))).rejects.toMatchObject(behind);
    await expect(service().one(String(id))).rejects.toMatchObject(behind);
    expect(told).toEqual([]);
  });

  it('is taken back where it waits for its job, which others are before', async () => {
    positions[1] = { epoch: EPOCH, worked: 4, given: 5, pushed: NEWEST, unwritten: 5 };
    write = written;
    await service().withdraw(String(id));
    expect(stored.has(id)).toBe(false);
  });

  it('is not found where the writer has passed it: it was not to be kept', async () => {
    await expect(service().withdraw(String(id))).rejects.toMatchObject({ code: 'not-found' });
  });
});

// Bodies of 4 MiB are a statement of the writer: what was stored by the next ones stayed, and its members were not told.
describe('a message to members, which the writer is about to store for the rest of them,', () => {
  const id = messageId(NEWEST);
  const members = ['mid:1', 'mid:2'] as Target[];

  beforeEach(() => {
    storeAt(NEWEST);
    targets = members.slice(0, 1);
  });

  it('is taken back for all of them, and all are told', async () => {
    write = () => {
      targets = members;
      return true;
    };
    await service().withdraw(String(id));
    expect(awaited).toEqual([{ partition: 1, upTo: id }]);
    expect(told.map(({ target }) => target)).toEqual(members);
  });

  it('is to be taken back again where the writer stays behind', async () => {
    write = () => false;
    const behind = { code: 'history-unavailable', retryable: true };
    await expect(service().withdraw(String(id))).rejects.toMatchObject(behind);
    write = () => true;
    targets = members;
    await service().withdraw(String(id));
    expect(told.map(({ target }) => target)).toEqual(members);
  });
});

describe('what is not there is not waited for', () => {
  it.each([
    ['of a sequence that nothing was pushed with', formatCursor({ epoch: EPOCH, id: messageId(NEWEST + 1) })],
    ['of another epoch', formatCursor({ epoch: EPOCH - 1, id: messageId(NEWEST) })],
  ])('%s', async (_, id) => {
    write = () => false;
    await expect(service().withdraw(id)).rejects.toMatchObject({ code: 'not-found' });
    expect(awaited).toEqual([]);
  });

  it('where nothing is unwritten', async () => {
    positions[1] = positions[0]!;
    await expect(service().withdraw(String(messageId(3)))).rejects.toMatchObject({ code: 'not-found' });
    expect(awaited).toEqual([]);
  });
});

it('a message that is stored is taken back without a look at the queue', async () => {
  storeAt(3);
  positions = [];
  await service().withdraw(String(messageId(3)));
  expect(stored.size).toBe(0);
});

// The message was gone from the history, every client went on showing it, and a repetition was answered with 404.
describe('a message that clients cannot be told of', () => {
  const id = messageId(3);
  const away = { code: 'unavailable', retryable: true };
  const word = { target: TARGET, epoch: EPOCH, id: Number(id) };

  beforeEach(() => storeAt(3));

  it('is not taken back while the bus is away', async () => {
    bus.isConnected = false;
    await expect(service().withdraw(String(id))).rejects.toMatchObject(away);
    expect(stored.has(id)).toBe(true);
    bus.isConnected = true;
    await service().withdraw(String(id));
    expect([stored.has(id), told]).toMatchObject([false, [word]]);
  });

  it('is not said to be taken back where the bus breaks meanwhile, and is told of at the repetition', async () => {
    breaks = true;
    await expect(service().withdraw(String(id))).rejects.toMatchObject(away);
    expect(told).toEqual([]);
    breaks = false;
    await service().withdraw(String(id));
    expect(told).toMatchObject([word]);
  });

  it('is told of again by another logic where the first one died before it told anybody', async () => {
    await store.withdraw(EPOCH, id);
    await service().withdraw(String(id));
    expect(told).toMatchObject([word]);
  });
});

// By one such word a member's count of unread messages was 0 for good.
describe('a member says that it has read', () => {
  it.each([
    [EPOCH, messageId(NEWEST, 1_023)],
    [EPOCH - 1, messageId(NEWEST + 1)],
  ])('up to where messages have come: %i:%i', async (epoch, id) => {
    await service().setRead(7, { epoch, id });
    expect(read).toEqual({ epoch, id });
  });

  it.each([
    [EPOCH, messageId(NEWEST + 1)],
    [EPOCH + 1, 1n],
    [2 ** 31 - 1, 1n],
  ])('up to where none has come, and is refused: %i:%i', async (epoch, id) => {
    await expect(service().setRead(7, { epoch, id })).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(read).toBeUndefined();
  });

  it.each([
    [EPOCH, messageId(NEWEST + 1), 3],
    [EPOCH + 1, 1n, 3],
    [EPOCH, messageId(NEWEST), NEWEST],
  ])('behind where it had read before, unless nothing has come there: %i:%i', async (epoch, id, sequence) => {
    read = { epoch, id };
    await service().setRead(7, { epoch: EPOCH, id: messageId(3) });
    expect(read).toEqual({ epoch: EPOCH, id: messageId(sequence) });
  });

  it('up to what the history has, though the queue has lost it', async () => {
    storeAt(NEWEST + 5);
    await service().setRead(7, { epoch: EPOCH, id: messageId(NEWEST + 5) });
    expect(read?.id).toBe(messageId(NEWEST + 5));
  });
});
