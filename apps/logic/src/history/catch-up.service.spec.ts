import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PushPositionNow } from '#bus';
import { messageId, partitionOf, type MessageId } from '#contracts';
import type { HistoryStore, TargetCursor } from '#history';
import { CatchUpService } from './catch-up.service.js';

const EPOCH = 7;
const PARTITIONS = 2;
const TARGETS = ['room:live://1', 'room:live://2', 'room:live://3', 'mid:4', 'mid:5'];
/** A target of each partition. */
const [ONE, OTHER] = [0, 1].map((partition) =>
  TARGETS.find((target) => partitionOf(target, PARTITIONS) === partition)!,
) as [string, string];

let given: Map<number, PushPositionNow>;
let watermarks: Map<number, MessageId>;
let asked: readonly TargetCursor[];
let awaited: number[];
let readTo: MessageId | undefined;
let expiresIn: number | undefined;
let passed: (cursor: TargetCursor) => boolean;
/** In the push stream, and what the history has. */
let newest: { readonly pushed: number; readonly kept: MessageId | undefined };

const store = {
  reached: async (_: number, partition: number, upTo: MessageId) => {
    awaited.push(partition);
    return (watermarks.get(partition) ?? -1n) >= upTo;
  },
  range: async ({ upTo }: Parameters<HistoryStore['range']>[0]) => {
    readTo = upTo;
    return { messages: [], gaps: [], ...(expiresIn !== undefined && { expiresIn }) };
  },
  newestId: async () => newest.kept,
  passed: async (_: number, cursors: readonly TargetCursor[]) => {
    asked = cursors;
    return new Set(cursors.filter((cursor) => passed(cursor)));
  },
} as unknown as HistoryStore;

function service(): CatchUpService {
  const position = async (partition: number): Promise<PushPositionNow> => given.get(partition)!;
  return new CatchUpService(
    { maxPayloadBytes: 1_024 },
    {
      about: position,
      now: position,
      whenGiven: position,
      wasAt: async (_, sequence) => sequence <= newest.pushed,
    },
    { storeIfAny: store },
    { partitionOf: (target) => partitionOf(target, PARTITIONS) },
  );
}

beforeEach(() => {
  given = new Map(
    [0, 1].map((partition) => [partition, { epoch: EPOCH, worked: 8, given: 12, pushed: 0, unwritten: 9 }]),
  );
  watermarks = new Map([0, 1].map((partition) => [partition, messageId(9)]));
  passed = () => false;
  newest = { pushed: 20, kept: undefined };
  awaited = [];
  readTo = undefined;
  expiresIn = undefined;
});

describe('what is missing of a target', () => {
  const request = { target: ONE, epoch: EPOCH, after: 5, upTo: 0, limit: 0 };

  it('is read up to what was given', async () => {
    expect(await service().since(request)).toMatchObject({ verdict: 'recovered', upTo: Number(messageId(12, 1_023)) });
    expect(readTo).toBe(messageId(12, 1_023));
  });

  it('of a member is awaited until all is written that was pushed: it may have been pushed before the session began', async () => {
    const member = TARGETS.find((target) => target.startsWith('mid:'))!;
    const partition = partitionOf(member, PARTITIONS);
    given.set(partition, { epoch: EPOCH, worked: 8, given: 12, pushed: 30, unwritten: 9 });
    const upTo = Number(messageId(30, 1_023));
    expect(await service().whereAre([member])).toEqual({ epoch: EPOCH, ids: [upTo] });
    const before = { verdict: 'unavailable', upTo };
    expect(await service().since({ ...request, target: member })).toMatchObject(before);
    const news = { epoch: EPOCH, targets: [member], after: [5] };
    expect(await service().news(news)).toMatchObject({ verdicts: ['unavailable'], upTo: [upTo] });
    watermarks.set(partition, messageId(30));
    expect(await service().since({ ...request, target: member })).toMatchObject({ verdict: 'recovered', upTo });
    expect(await service().news(news)).toMatchObject({ verdicts: ['recovered'], upTo: [upTo] });
  });

  it('of a room is not: it is known as it is delivered who is in there', async () => {
    const room = TARGETS.find((target) => target.startsWith('room:'))!;
    const partition = partitionOf(room, PARTITIONS);
    given.set(partition, { epoch: EPOCH, worked: 8, given: 12, pushed: 30, unwritten: 9 });
    expect(await service().since({ ...request, target: room })).toMatchObject({
      verdict: 'recovered',
      upTo: Number(messageId(12, 1_023)),
    });
  });

  it('is read up to a message that a comet names, once the writer has that, though the server forgot that it gave it', async () => {
    const upTo = Number(messageId(20, 3));
    expect(await service().since({ ...request, upTo })).toMatchObject({ verdict: 'unavailable' });
    expect(readTo).toBeUndefined();
    watermarks.set(partitionOf(ONE, PARTITIONS), messageId(20));
    expect(await service().since({ ...request, upTo })).toMatchObject({ verdict: 'recovered', upTo });
    expect(readTo).toBe(messageId(20, 3));
  });
});

describe('what was read for one', () => {
  const request = { target: ONE, epoch: EPOCH, after: 5, upTo: 0, limit: 0 };

  it.each([
    ['two seconds', undefined, 2_000],
    ['two seconds, where its messages expire later', 2_500, 2_000],
    ['until the first of its messages expires', 700.8, 700],
    ['not at all where one has expired by now', -3, 0],
  ])('may be used for others %s', async (_, ms, reusableFor) => {
    expiresIn = ms;
    expect(await service().since(request)).toMatchObject({ verdict: 'recovered', reusableFor });
  });

  it('may not be where nothing was read', async () => {
    expect(await service().since({ ...request, epoch: EPOCH - 1 })).toMatchObject({ verdict: 'reset', reusableFor: 0 });
  });
});

describe('news since cursors', () => {
  const request = { epoch: EPOCH, targets: [ONE, OTHER], after: [5, 6] };
  const end = Number(messageId(12, 1_023));
  const worked = Number(messageId(8, 1_023));

  it('tell of each target whether something came, up to what was pushed by now', async () => {
    passed = ({ target }) => target === OTHER;
    expect(await service().news(request)).toEqual({
      epoch: EPOCH,
      verdicts: ['recovered', 'missed'],
      upTo: [end, end],
      beyond: [],
    });
    expect(asked.map(({ target, afterId }) => [target, afterId])).toEqual([
      [ONE, 5n],
      [OTHER, 6n],
    ]);
  });

  it('wait for the writer once a partition, however many targets they are of', async () => {
    const rooms = Array.from({ length: 50 }, (_, n) => `room:live://${n}`);
    await service().news({ epoch: EPOCH, targets: rooms, after: rooms.map(() => 5) });
    expect([awaited.length, new Set(awaited)]).toEqual([2, new Set([0, 1])]);
  });

  it('are not there of a partition that the writer is behind with', async () => {
    watermarks.delete(1);
    expect(await service().news(request)).toMatchObject({
      verdicts: ['recovered', 'unavailable'],
      upTo: [end, worked],
    });
    expect(asked.map(({ target }) => target)).toEqual([ONE]);
  });

  it('are none in a partition that nothing was pushed to, which has no watermark', async () => {
    given.set(1, { epoch: EPOCH, worked: 0, given: 0, pushed: 0, unwritten: 0 });
    watermarks.delete(1);
    expect(await service().news(request)).toMatchObject({ verdicts: ['recovered', 'recovered'], upTo: [end, 0] });
  });

  it('tell of cursors that are beyond whatever was pushed, and that the history does not know either', async () => {
    const at = (...sequences: number[]): Promise<unknown> =>
      service()
        .news({ ...request, after: sequences.map((sequence) => Number(messageId(sequence))) })
        .then(({ beyond }) => beyond);
    expect(await at(20, 5)).toEqual([]);
    expect(await at(21, 20)).toEqual([true, false]);
    newest = { pushed: 20, kept: messageId(21) };
    expect(await at(21, 22)).toEqual([false, true]);
  });

  it('are none in another epoch', async () => {
    const reply = await service().news({ ...request, epoch: EPOCH - 1 });
    expect(reply).toEqual({ epoch: EPOCH, verdicts: ['reset', 'reset'], upTo: [worked, worked], beyond: [] });
  });

  it('fail while the push stream begins anew: an id of the one epoch must not be told with the other', async () => {
    given.set(1, { epoch: EPOCH + 1, worked: 1, given: 1, pushed: 0, unwritten: 1 });
    await expect(service().news(request)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
