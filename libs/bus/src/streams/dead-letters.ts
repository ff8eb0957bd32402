import { DEAD_LETTER_STREAM, epochOf, subjects } from '#contracts';
import {
  JetStreamApiCodes,
  type JetStreamApiError,
  type JetStreamManager,
  type NextMsgRequest,
  type SeqMsgRequest,
  type StoredMsg,
} from '@nats-io/jetstream';
import type { Bus } from '../connection/bus.js';
import { isNoMessage, lookUp } from './jetstream-api.js';

/** Questions to JetStream at a time: it answers one letter each, and a page has some 20. */
const AT_ONCE = 8;

/** What job gave up, as it keeps it for operators. */
export interface DeadLetter {
  readonly sequence: number;
  readonly partition: number;
  /** When it was given up: milliseconds since 1970, by the server's clock. */
  readonly time: number;
  readonly reason: string;
  /** Tries that failed; 0 = not told. */
  readonly tries: number;
  /** Where it was, and can be published again. */
  readonly subject: string;
  /** Of the message in the push queue; 0 = not told. */
  readonly messageId: number;
  readonly data: Uint8Array;
}

/** The stream of dead letters, which only jobs write. */
export class DeadLetters {
  constructor(private readonly bus: Bus) {}

  /**
   * Those before a sequence, the newest first, of one partition or of all.
   *
   * JetStream goes forward alone, so windows that end there are read, each wider than the one before while they hold little.
   * Cost: a question for each letter and some for each window, 8 at a time, and `2 * most` in vain for each of the 8 where a wide
   * window holds more than that.
   *
   * @param most letters; @throws AppError `unavailable`
   */
  async before(sequence: number, most: number, partition?: number): Promise<DeadLetter[]> {
    const state = await this.ask(async ({ streams }) => (await streams.info(DEAD_LETTER_STREAM)).state);
    if (!state) return [];
    const found: DeadLetter[] = [];
    let end = Math.min(sequence, state.last_seq + 1);
    let width = most;
    while (found.length < most && end > state.first_seq) {
      const begin = Math.max(end - width, state.first_seq);
      const window = await this.between(begin, end, 2 * most, partition);
      if (window) {
        found.push(...window.toReversed());
        end = begin;
        width *= 2;
      } else {
        // One of the width that it began with holds no more than it may.
        width = Math.max(Math.ceil(width / 4), most);
      }
    }
    return found.slice(0, most);
  }

  /** @returns undefined where there are more than `most` */
  private async between(
    begin: number,
    end: number,
    most: number,
    partition: number | undefined,
  ): Promise<DeadLetter[] | undefined> {
    const width = Math.ceil((end - begin) / AT_ONCE);
    const parts = await Promise.all(
      Array.from({ length: Math.ceil((end - begin) / width) }, (_, n) => {
        const from = begin + n * width;
        return this.oneByOne(from, Math.min(from + width, end), most, partition);
      }),
    );
    const letters = parts.flatMap((part) => part ?? []);
    return parts.includes(undefined) || letters.length > most ? undefined : letters;
  }

  /** @returns undefined where there are more than `most` */
  private async oneByOne(
    begin: number,
    end: number,
    most: number,
    partition: number | undefined,
  ): Promise<DeadLetter[] | undefined> {
    const letters: DeadLetter[] = [];
    for (let from = begin; from < end;) {
      const letter = await this.next(from, partition);
      if (!letter || letter.sequence >= end) break;
      if (letters.length === most) return undefined;
      letters.push(letter);
      from = letter.sequence + 1;
    }
    return letters;
  }

  /** The first letter from a sequence on. */
  private next(from: number, partition: number | undefined): Promise<DeadLetter | null> {
    const next_by_subj = partition === undefined ? subjects.allDeadLetters : subjects.deadLetter(partition);
    return this.ask(async ({ streams }) => {
      const query: NextMsgRequest & SeqMsgRequest = { seq: Math.max(from, 1), next_by_subj };
      const message = await streams.getMessage(DEAD_LETTER_STREAM, query);
      return message && letterOf(message);
    });
  }

  /** @returns null where there is none; @throws AppError `unavailable` */
  get(sequence: number): Promise<DeadLetter | null> {
    return this.ask(async ({ streams }) => {
      const message = await streams.getMessage(DEAD_LETTER_STREAM, { seq: sequence });
      return message && letterOf(message);
    });
  }

  /** @returns whether it was there; @throws AppError `unavailable` */
  async remove(sequence: number): Promise<boolean> {
    return (await this.ask(({ streams }) => streams.deleteMessage(DEAD_LETTER_STREAM, sequence, false))) ?? false;
  }

  /** Which of the streams that had this name it is: sequences of two of them can't be compared. @throws AppError */
  async epoch(): Promise<number> {
    return (await this.ask(async ({ streams }) => epochOf((await streams.info(DEAD_LETTER_STREAM)).created))) ?? 0;
  }

  private ask<Answer>(question: (manager: JetStreamManager) => Promise<Answer>): Promise<Answer | null> {
    return lookUp(this.bus, { question, isMissing, failure: 'the stream of dead letters does not answer' });
  }
}

function isMissing(error: JetStreamApiError): boolean {
  return error.code === JetStreamApiCodes.StreamNotFound || isNoMessage(error);
}

function letterOf({ seq, subject, data, time, header }: StoredMsg): DeadLetter {
  return {
    sequence: seq,
    partition: Number(subject.split('.').at(-1)),
    time: time.getTime(),
    reason: header.get('Goim-Reason'),
    tries: Number(header.get('Goim-Tries')),
    subject: header.get('Goim-Subject'),
    messageId: Number(header.get('Goim-Message-Id')),
    data,
  };
}
