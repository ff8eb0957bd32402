import { randomUUID } from 'node:crypto';
import type { Bucket } from '#bus';

/** Messages that the push queue was found without: the sequences that it had given, or may have, from the first to the last. */
export interface SetBack {
  readonly from: number;
  readonly upTo: number;
}

/** What a logic has found. */
export interface FoundSetBack extends SetBack {
  /** The greatest sequence that it knows to have been given: where another one's note has it, there is no need of its own. */
  readonly reached: number;
  /** Some of it is known to be lost; else it may be. */
  readonly isLost: boolean;
  /** The start of the server that has lost them; undefined = that is not known. */
  readonly server: string | undefined;
}

export interface Exchange {
  /** What others noted, and was not read here before. */
  readonly others: SetBack[];
  /** What was found is noted. */
  readonly isNoted: boolean;
}

interface Note extends SetBack {
  readonly id: string;
  readonly server?: string | undefined;
}

/** More set-backs than there are within two minutes. */
const MAX_NOTES = 16;

/**
 * What logics tell each other of an epoch's lost messages, for two minutes: one that connects again when another has counted the
 * stream up already does not see that it had lost any. A later note stands beside the ones before: who was away may have heard of none.
 */
export class SetBackNotes {
  private heeded: ReadonlySet<string> = new Set();

  constructor(private readonly bucket: Pick<Bucket, 'get' | 'update'>) {}

  /**
   * One after another: of logics that find a loss at the same time the first notes it, and the others read that, and count as far.
   *
   * @param found is noted, unless another one's note says as much, or is of the same start of the server
   * @throws AppError `unavailable`
   */
  async exchange(epoch: number, found?: FoundSetBack): Promise<Exchange> {
    for (;;) {
      const entry = await this.bucket.get(keyOf(epoch));
      const notes = entry ? (JSON.parse(Buffer.from(entry.value).toString()) as Note[]) : [];
      const others = notes.filter(({ id }) => !this.heeded.has(id));
      const isNoted =
        found !== undefined && !others.some(({ upTo }) => upTo >= found.reached) && !isSeenTo(found, notes);
      if (isNoted) {
        const { from, upTo, server } = found;
        notes.push({ id: randomUUID(), from, upTo, server });
        const value = Buffer.from(JSON.stringify(notes.slice(-MAX_NOTES)));
        if ((await this.bucket.update(keyOf(epoch), value, entry?.revision ?? 0)) === null) continue;
      }
      this.heeded = new Set(notes.map(({ id }) => id));
      return { others, isNoted };
    }
  }
}

/** Nothing is known to be lost, and somebody has had the stream count up since the server was started. */
function isSeenTo({ isLost, server }: FoundSetBack, notes: readonly Note[]): boolean {
  return !isLost && notes.some((note) => note.server === server);
}

function keyOf(epoch: number): string {
  return `set-backs-${epoch}`;
}
