import { setTimeout as delay } from 'node:timers/promises';
import type { JetStreamManager } from '@nats-io/jetstream';
import { PUSH_STREAM } from '#contracts';

const EVERY_MS = 50;

/** Looks from outside whether each consumer of the push queue has a pull request waiting at every moment. */
export class PullWatch {
  /** Milliseconds that a consumer was seen without one, look after look; 0 = never in two looks. */
  longestMs = 0;
  looks = 0;
  private readonly without = new Map<string, number>();

  constructor(private readonly manager: JetStreamManager) {}

  async run(until: { readonly done: boolean }): Promise<void> {
    for (; !until.done; await delay(EVERY_MS)) {
      const asked = performance.now();
      for await (const { name, num_waiting: waiting } of this.manager.consumers.list(PUSH_STREAM)) {
        const since = this.without.get(name);
        if (waiting > 0) this.without.delete(name);
        else if (since === undefined) this.without.set(name, performance.now());
        else this.longestMs = Math.max(this.longestMs, asked - since);
      }
      this.looks++;
    }
  }
}
