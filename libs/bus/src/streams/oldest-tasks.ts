import { AppError, PUSH_STREAM, subjects } from '#contracts';
import type { Bus } from '../connection/bus.js';
import { jetStreamApi } from './jetstream-api.js';

/** Finds the oldest task of a partition of the push queue that is not settled: the stream keeps no other. */
export class OldestTasks {
  /** By partition, the sequence that the oldest task had: the server looks from there on. */
  private readonly from = new Map<number, number>();

  constructor(private readonly bus: Bus) {}

  /** @returns when it was stored, in milliseconds since 1970 by the server's clock; null: all is settled; @throws AppError */
  async storedAt(partition: number): Promise<number | null> {
    const query = { seq: this.from.get(partition) ?? 1, next_by_subj: subjects.pushPartition(partition) };
    try {
      const { streams } = await jetStreamApi(this.bus);
      const oldest = await streams.getMessage(PUSH_STREAM, query);
      // Where there is none the stream may be another one by now, which begins anew.
      if (oldest) this.from.set(partition, oldest.seq);
      else this.from.delete(partition);
      return oldest && oldest.time.getTime();
    } catch (cause) {
      throw new AppError('unavailable', `cannot look at the oldest task of partition ${partition}`, { cause });
    }
  }
}
