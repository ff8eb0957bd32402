import { randomUUID } from 'node:crypto';
import type { Bucket } from '#bus';

/** The push queue was found without its messages from this sequence on. */
interface SetBack {
  readonly id: string;
  readonly from: number;
}

/**
 * What logics tell each other of an epoch's lost messages, for two minutes: one that connects again when another has counted the
 * stream up already does not see that it had lost any.
 */
export class SetBackNotes {
  private heeded = '';

  constructor(private readonly bucket: Pick<Bucket, 'get' | 'put'>) {}

  /** @throws AppError `unavailable` */
  async write(epoch: number, from: number): Promise<void> {
    const note: SetBack = { id: randomUUID(), from };
    this.heeded = note.id;
    await this.bucket.put(keyOf(epoch), Buffer.from(JSON.stringify(note)));
  }

  /** From where on messages were lost by a note that was neither read nor written here; Infinity = there is none. @throws AppError */
  async read(epoch: number): Promise<number> {
    const entry = await this.bucket.get(keyOf(epoch));
    if (!entry) return Infinity;
    const { id, from } = JSON.parse(Buffer.from(entry.value).toString()) as SetBack;
    if (id === this.heeded) return Infinity;
    this.heeded = id;
    return from;
  }
}

function keyOf(epoch: number): string {
  return `set-back-${epoch}`;
}
