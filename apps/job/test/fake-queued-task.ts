import type { QueuedTask } from '#bus';

/** A task of the queue that keeps how it was settled. */
export class FakeQueuedTask implements QueuedTask {
  readonly subject = 'goim.push.3';
  readonly data: Uint8Array;
  readonly info: { readonly deliveryCount: number; readonly pending: number };
  readonly settled: string[] = [];
  readonly id: string;
  readonly epoch = 1_764_360_000;
  readonly storedAt = 1_764_360_001_000;

  constructor(
    readonly seq: number,
    { data = Buffer.from('task'), deliveryCount = 1 }: { data?: Uint8Array; deliveryCount?: number } = {},
  ) {
    this.data = data;
    this.info = { deliveryCount, pending: 0 };
    this.id = `${seq}-1795897981683`;
  }

  ack(): void {
    this.settled.push('ack');
  }

  nak(delayMs: number): void {
    this.settled.push(`nak ${delayMs}`);
  }

  working(): void {
    this.settled.push('working');
  }

  term(): void {
    this.settled.push('term');
  }
}
