import { isUtf8 } from 'node:buffer';
import { Injectable } from '@nestjs/common';
import { DeadLetters, StoreClock, type DeadLetter } from '#bus';
import { Callers, type Caller } from '#callers/nest';
import {
  AppError,
  BROADCAST_TARGET,
  memberTarget,
  PushTask,
  PushType,
  roomTarget,
  sessionTarget,
  subjects,
  type RoomKey,
  type SessionKey,
} from '#contracts';
import { decodeCursor, encodeCursor, notOurCursor } from '../http/page.js';
import { PushQueue } from '../push/push-queue.js';
import { PushService } from '../push/push.service.js';
import { assertFits } from '../push/task-size.js';
import {
  placeOf,
  type Discarded,
  type LetterList,
  type LettersQuery,
  type LetterView,
  type PushedAgain,
} from './dead-letters.schema.js';

/** What a list has of a letter at most; `one` has all. */
const LISTED_BYTES = 4 * 1_024;
const LISTED_TARGETS = 20;

/** What jobs gave up: looked at, pushed again, discarded. */
@Injectable()
export class DeadLettersService {
  constructor(
    private readonly letters: DeadLetters,
    private readonly queue: PushQueue,
    private readonly push: PushService,
    private readonly clock: StoreClock,
    private readonly callers: Callers,
  ) {}

  /** The newest first. Cost: some questions to JetStream more than letters. @throws AppError `unavailable`, InvalidInput */
  async list({ partition, limit, cursor }: LettersQuery): Promise<LetterList> {
    const epoch = await this.letters.epoch();
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : readCursor(cursor);
    const found = await this.letters.before(before, limit + 1, partition);
    const listed = found.slice(0, limit);
    const letters = listed.map((letter) => shortened(viewOf(letter, epoch)));
    return found.length > limit ? { letters, next: encodeCursor(String(listed.at(-1)!.sequence)) } : { letters };
  }

  /** @throws AppError `not-found`, `unavailable` */
  async one(id: string): Promise<LetterView> {
    return viewOf(await this.find(id), placeOf(id).epoch);
  }

  /**
   * Stores it in the push queue anew, with its content and for whom it was, wherever they are by now, and then takes it out. Asked
   * again, within 2 minutes, it is not stored again; where this process dies between the two, it is there still, and may be pushed once more.
   * It is a push of whoever asks, with the limits of their key.
   *
   * @throws AppError `not-found`; `conflict` where it is no push, or nobody would get it any more; `invalid-argument` where it is
   * longer than NATS takes; `forbidden`, `unavailable`, `queue-full`; TooManyRequests
   */
  async pushAgain(id: string, caller: Caller): Promise<PushedAgain> {
    const letter = await this.find(id);
    const task = taskOf(letter);
    if (!task) throw new AppError('conflict', `it can't be read as a push: publish its body to ${letter.subject}`);
    if (letter.partition >= this.queue.partitions) {
      throw new AppError('conflict', `the push queue has no partition ${letter.partition} any more`);
    }
    if (task.expires > 0 && task.expires <= this.clock.now()) {
      throw new AppError('conflict', 'its ttl is over: nobody would get it any more');
    }
    const room = task.type === PushType.Room ? (task.room as RoomKey) : undefined;
    this.callers.assertMayPush(caller, [{ operation: task.operation, room }]);
    const messageId = `dead-letter/${id}`;
    const again = this.anew(task);
    assertFits(again, messageId, PushTask.encode(again).finish().length, this.queue);
    const stored = await this.queue.publish(again, letter.partition, messageId);
    await this.letters.remove(letter.sequence);
    return { id: String(stored.id), epoch: String(stored.epoch) };
  }

  /** @throws AppError `not-found`, `unavailable` */
  async discard(id: string): Promise<Discarded> {
    const { sequence } = await this.find(id);
    if (!(await this.letters.remove(sequence))) throw noLetter(id);
    return { discarded: 1 };
  }

  /** Job takes what was stored just now for whom it says, at the comets that it says. @throws AppError `unavailable` */
  private anew(task: PushTask): PushTask {
    const recipients = task.recipients.length > 0 ? this.push.locate(task.recipients) : [];
    // Comets would leave out what they had in its former place; and whoever asked for a receipt did so of the id that it had.
    return Object.assign(new PushTask(task), { recipients, former: null, receipt: false });
  }

  /** A letter of a stream that was lost must not be taken for one of the stream in its place. */
  private async find(id: string): Promise<DeadLetter> {
    const { epoch, sequence } = placeOf(id);
    const letter = epoch === (await this.letters.epoch()) && sequence > 0 ? await this.letters.get(sequence) : null;
    if (!letter) throw noLetter(id);
    return letter;
  }
}

function noLetter(id: string): AppError {
  return new AppError('not-found', `there is no dead letter ${id}`);
}

/** @throws InvalidInput */
function readCursor(cursor: string): number {
  const sequence = Number(decodeCursor(cursor));
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw notOurCursor();
  return sequence;
}

/** @returns undefined where it is no task of the push queue, or a group of some */
function taskOf({ data, subject, partition }: DeadLetter): PushTask | undefined {
  if (subject !== subjects.pushPartition(partition)) return undefined;
  try {
    const task = PushTask.decode(data);
    // Nearly any bytes can be read as a task; few of them as one that says what it is.
    const saysSo = task.operation !== 0 || task.keys.length > 0 || task.recipients.length > 0;
    return Object.values(PushType).includes(task.type) && saysSo ? task : undefined;
  } catch {
    return undefined;
  }
}

function viewOf(letter: DeadLetter, epoch: number): LetterView {
  const { sequence, partition, time, reason, tries, messageId, data } = letter;
  const task = taskOf(letter);
  const body = task?.msg ?? data;
  const encoding = isUtf8(body) ? 'utf8' : 'base64';
  // A member with very many sessions is several recipients.
  const targets = task ? [...new Set(targetsOf(task))] : [];
  return {
    id: `${epoch}:${sequence}`,
    partition,
    time,
    reason,
    attempts: tries,
    message: messageId > 0 ? String(messageId) : null,
    isPush: task !== undefined,
    targets,
    targetCount: targets.length,
    operation: task?.operation ?? null,
    bytes: body.length,
    body: Buffer.from(body).toString(encoding),
    encoding,
  };
}

function targetsOf({ type, room, keys, recipients }: PushTask): string[] {
  if (type === PushType.Room) return [roomTarget(room as RoomKey)];
  if (type === PushType.Broadcast) return [BROADCAST_TARGET];
  return [
    ...keys.map((key) => sessionTarget(key as SessionKey)),
    ...recipients.map(({ key, mid }) => (key === '' ? memberTarget(mid) : sessionTarget(key as SessionKey))),
  ];
}

function shortened(letter: LetterView): LetterView {
  const targets = letter.targets.slice(0, LISTED_TARGETS);
  return letter.bytes > LISTED_BYTES ? { ...letter, targets, body: '', encoding: 'omitted' } : { ...letter, targets };
}
