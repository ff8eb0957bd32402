import { randomUUID } from 'node:crypto';
import type { Bucket } from '#bus';

/** Messages that the push queue was found without: the sequences that it had given, or may have, from the first to the last. */
export interface SetBack {
  readonly from: number;
  readonly upTo: number;
}

interface Note extends SetBack {
  readonly id: string;
}

/** More set-backs than there are within two minutes. */
const MAX_NOTES = 16;

/**
 * What logics tell each other of an epoch's lost messages, for two minutes: one that connects again when another has counted the
 * stream up already does not see that it had lost any. A later note stands beside the ones before: who was away may have heard of none.
 */
export class SetBackNotes {
  private heeded: ReadonlySet<string> = new Set();

  constructor(private readonly bucket: Pick<Bucket, 'get' | 'put'>) {}

  /** @throws AppError `unavailable` */
  async write(epoch: number, { from, upTo }: SetBack): Promise<void> {
    const note: Note = { id: randomUUID(), from, upTo };
    this.heeded = new Set([...this.heeded, note.id]);
    const notes = [...(await this.all(epoch)), note].slice(-MAX_NOTES);
    await this.bucket.put(keyOf(epoch), Buffer.from(JSON.stringify(notes)));
  }

  /** What was noted and was neither read nor written here. @throws AppError */
  async read(epoch: number): Promise<SetBack[]> {
    const notes = await this.all(epoch);
    const { heeded } = this;
    this.heeded = new Set(notes.map(({ id }) => id));
    return notes.filter(({ id }) => !heeded.has(id));
  }

  private async all(epoch: number): Promise<Note[]> {
    const entry = await this.bucket.get(keyOf(epoch));
    return entry ? (JSON.parse(Buffer.from(entry.value).toString()) as Note[]) : [];
  }
}

function keyOf(epoch: number): string {
  return `set-backs-${epoch}`;
}
