import { setTimeout as delay } from 'node:timers/promises';
import type { Bus, NodeDirectory } from '#bus';
import { subjects, type CometId } from '#contracts';

const CALL_TIMEOUT_MS = 1_000;
const CALL_INTERVAL_MS = 200;
const NOTHING = new Uint8Array(0);

/** Milliseconds. */
export interface RollCallOptions {
  /** How long a comet may take to confirm. */
  readonly confirmWithin: number;
  /** How long pushes wait, in their order, for a comet to come back where none is left. */
  readonly waitForComet: number;
}

/**
 * Makes sure that the comets listen before anything is sent to them.
 *
 * After the bus was away a job may be back before a comet is, and what it sends then reaches nobody. So it first calls
 * every comet of the directory, until it has answered or its entry has ended.
 */
export class CometRollCall {
  private current: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly directory: NodeDirectory,
    private readonly options: RollCallOptions,
  ) {
    bus.on('disconnect', () => {
      this.current = undefined;
    });
  }

  /**
   * Resolves when every comet that is alive has answered since the bus was last away.
   *
   * @throws AppError `unavailable` where the bus is away
   */
  ready(): Promise<void> {
    this.current ??= this.callAll().catch((error: unknown) => {
      this.current = undefined;
      throw error;
    });
    return this.current;
  }

  /** Resolves when a comet registers, or when it is not worth waiting any longer. */
  someone(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.directory.off('join', done);
        resolve();
      };
      const timer = setTimeout(done, this.options.waitForComet);
      this.directory.on('join', done);
    });
  }

  /**
   * Asks a comet whether it has taken everything that this process sent it before; the bus keeps their order.
   *
   * @throws AppError `unavailable` where it did not answer
   */
  async confirm(comet: CometId, timeoutMs = this.options.confirmWithin): Promise<void> {
    await this.bus.request(subjects.cometFence(comet), NOTHING, timeoutMs);
  }

  private async callAll(): Promise<void> {
    // Those of goim's own are not on the bus, and miss nothing on it.
    const comets = this.directory.all().filter(({ goim }) => !goim);
    await Promise.all(comets.map(({ id }) => this.call(id)));
    await this.bus.flush();
  }

  private async call(comet: CometId): Promise<void> {
    while (this.directory.has(comet) && this.bus.isConnected) {
      try {
        await this.confirm(comet, CALL_TIMEOUT_MS);
        return;
      } catch {
        await delay(CALL_INTERVAL_MS);
      }
    }
  }
}
