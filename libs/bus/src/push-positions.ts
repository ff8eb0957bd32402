import { partitionConsumer, PUSH_STREAM } from '#contracts';
import type { Bus } from './bus.js';
import { ConsumerLook } from './consumer-look.js';

/** Where a partition of the push queue is. */
export interface PushPosition {
  /** Incarnation of the push stream. */
  readonly epoch: number;
  /** Stream sequence: all tasks of the partition up to it have been worked. 0 = none was. */
  readonly worked: number;
  /** Stream sequence of the newest task that a job was given; what comes after was not pushed yet. 0 = none was. */
  readonly given: number;
}

const RECENT_MS = 200;

interface Recent {
  readonly at: number;
  readonly position: PushPosition;
}

/** Tells how far the push queue is worked. Whoever asks for one partition at the same time shares the request. */
export class PushPositions {
  private readonly reading = new Map<number, Promise<PushPosition>>();
  private readonly next = new Map<number, Promise<PushPosition>>();
  private readonly recent = new Map<number, Recent>();

  constructor(private readonly bus: Bus) {}

  /** As it was at most 200 ms ago. @throws AppError `unavailable` */
  async about(partition: number): Promise<PushPosition> {
    const known = this.recent.get(partition);
    if (known && performance.now() - known.at < RECENT_MS) return known.position;
    return this.reading.get(partition) ?? this.now(partition);
  }

  /** As it is after this was called: a request that is under way already is not enough. @throws AppError `unavailable` */
  now(partition: number): Promise<PushPosition> {
    const running = this.reading.get(partition);
    if (!running) return this.read(partition);
    let next = this.next.get(partition);
    if (!next) {
      const afterwards = (): Promise<PushPosition> => {
        this.next.delete(partition);
        return this.read(partition);
      };
      next = running.then(afterwards, afterwards);
      this.next.set(partition, next);
    }
    return next;
  }

  private read(partition: number): Promise<PushPosition> {
    const reading = this.ask(partition).finally(() => this.reading.delete(partition));
    this.reading.set(partition, reading);
    return reading;
  }

  private async ask(partition: number): Promise<PushPosition> {
    const { epoch, info } = await new ConsumerLook(this.bus, PUSH_STREAM, partitionConsumer(partition)).withEpoch();
    const position = { epoch, worked: info.ack_floor.stream_seq, given: info.delivered.stream_seq };
    this.recent.set(partition, { at: performance.now(), position });
    return position;
  }
}
