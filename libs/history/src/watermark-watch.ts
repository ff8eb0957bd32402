import type { MessageId } from '#contracts';
import type { HistoryDatabase } from './history-database.js';
import { numberArray } from './pg-arrays.js';

const POLL_MS = 20;

interface Waiting {
  readonly epoch: number;
  readonly partition: number;
  readonly upTo: MessageId;
  readonly deadline: number;
  settle(reached: boolean): void;
  fail(error: unknown): void;
}

/**
 * Waits for watermarks. Whoever waits at the same time shares the queries, one each 20 ms for all of them. (The database
 * could notify, but not over every pooler.)
 */
export class WatermarkWatch {
  private waiting: Waiting[] = [];
  private isPolling = false;

  constructor(private readonly database: HistoryDatabase) {}

  /** @returns false after `withinMs` */
  reached(epoch: number, partition: number, upTo: MessageId, withinMs: number): Promise<boolean> {
    return new Promise((settle, fail) => {
      this.waiting.push({ epoch, partition, upTo, deadline: performance.now() + withinMs, settle, fail });
      if (!this.isPolling) void this.poll();
    });
  }

  private async poll(): Promise<void> {
    this.isPolling = true;
    while (this.waiting.length > 0) {
      const asked = this.waiting;
      this.waiting = [];
      try {
        this.answer(asked, await this.watermarks(asked));
      } catch (error) {
        for (const one of asked) one.fail(error);
      }
      if (this.waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    this.isPolling = false;
  }

  private answer(asked: readonly Waiting[], watermarks: ReadonlyMap<string, MessageId>): void {
    const now = performance.now();
    for (const one of asked) {
      const isReached = (watermarks.get(`${one.epoch}:${one.partition}`) ?? -1n) >= one.upTo;
      if (isReached || now >= one.deadline) one.settle(isReached);
      else this.waiting.push(one);
    }
  }

  private async watermarks(of: readonly Waiting[]): Promise<ReadonlyMap<string, MessageId>> {
    const rows = await this.database.query<{ epoch: number; partition: number; id: string }>(
      `SELECT epoch, partition, id FROM goim_watermarks
       WHERE epoch = ANY ($1::integer[]) AND partition = ANY ($2::integer[])`,
      [numberArray(of.map(({ epoch }) => epoch)), numberArray(of.map(({ partition }) => partition))],
    );
    return new Map(rows.map(({ epoch, partition, id }) => [`${epoch}:${partition}`, BigInt(id)]));
  }
}
