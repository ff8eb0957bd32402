import { packAll, packedBytes, type Packable } from '#protocol';

/** Packed packets of one room, joined. */
export interface JoinedPushes<Source> {
  readonly room: string;
  readonly packets: Uint8Array;
  /** What the pushes came from. */
  readonly sources: readonly Source[];
}

export interface RoomBatchOptions {
  /** Pushes that are joined at most. */
  readonly maxPushes: number;
  /** Bytes that a joined message has at most, unless a single push is longer. */
  readonly maxBytes: number;
}

interface OpenBatch<Source> {
  messages: Packable[];
  sources: Source[];
  bytes: number;
}

/** Joins the pushes of each room, in their order, so that many of them are one message to the comets. */
export class RoomBatch<Source> {
  private readonly open = new Map<string, OpenBatch<Source>>();

  /** @param emit gets each joined message, those of one room in their order */
  constructor(
    private readonly options: RoomBatchOptions,
    private readonly emit: (joined: JoinedPushes<Source>) => void,
  ) {}

  add(room: string, message: Packable, source: Source): void {
    const length = packedBytes(message);
    let batch = this.open.get(room);
    if (batch && batch.bytes + length > this.options.maxBytes) {
      this.close(room, batch);
      batch = undefined;
    }
    if (!batch) {
      batch = { messages: [], sources: [], bytes: 0 };
      this.open.set(room, batch);
    }
    batch.messages.push(message);
    batch.sources.push(source);
    batch.bytes += length;
    if (batch.messages.length >= this.options.maxPushes) this.close(room, batch);
  }

  /** Emits what is not full yet of one room. */
  flushRoom(room: string): void {
    const batch = this.open.get(room);
    if (batch) this.close(room, batch);
  }

  /** Emits what is not full yet. */
  flush(): void {
    for (const [room, batch] of this.open) this.close(room, batch);
  }

  private close(room: string, { messages, sources, bytes }: OpenBatch<Source>): void {
    this.open.delete(room);
    this.emit({ room, packets: packAll(messages, bytes), sources });
  }
}
