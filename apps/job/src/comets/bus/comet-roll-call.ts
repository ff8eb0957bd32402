import { setTimeout as delay } from 'node:timers/promises';
import { NobodyListens, type Bus, type NodeDirectory } from '#bus';
import { subjects, type CometId } from '#contracts';

const CALL_TIMEOUT_MS = 1_000;
const CALL_INTERVAL_MS = 200;
/**
 * A comet is back on the bus within a second after a job is, also where the machine is busy. A comet for which nobody has
 * listened this long has ended, or is cut off by itself: nothing that is sent to it would be lost on the way.
 */
const ABSENT_MS = 4_000;
const NOTHING = new Uint8Array(0);

/**
 * Makes sure that the comets on the bus listen before anything is published to them.
 *
 * After the bus was away a job may be back before a comet is, and what it publishes then reaches nobody. So it first calls
 * every comet of the directory, until the comet has answered, its entry has ended, or nobody has listened for it for seconds.
 */
export class CometRollCall {
  private current: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly directory: NodeDirectory,
    /** Milliseconds, for tests. */
    private readonly absence = ABSENT_MS,
  ) {
    bus.on('disconnect', () => {
      this.current = undefined;
    });
  }

  /**
   * Resolves when every comet that listens, or may soon, has answered since the bus was last away.
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

  /**
   * Sends a push by key. Resolves when the comet has taken it, and so everything that this process published to it before: the
   * bus keeps the order. One that nobody listens for may have ended: what is for it is located from now on.
   *
   * @param timeoutMs how long the comet may take
   * @throws AppError `unavailable` where it did not answer
   */
  async confirm(comet: CometId, push: Uint8Array, timeoutMs: number): Promise<void> {
    try {
      await this.bus.request(subjects.cometPush(comet), push, timeoutMs);
    } catch (error) {
      if (error instanceof NobodyListens) this.directory.suspect(comet);
      throw error;
    }
  }

  private async ask(comet: CometId, timeoutMs: number): Promise<void> {
    await this.bus.request(subjects.cometFence(comet), NOTHING, timeoutMs);
  }

  private async callAll(): Promise<void> {
    // Legacy comets are not on the bus, and miss nothing there.
    const comets = this.directory.all().filter(({ goim }) => !goim);
    await Promise.all(comets.map(({ id }) => this.call(id)));
    await this.bus.flush();
  }

  private async call(comet: CometId): Promise<void> {
    let absentSince: number | undefined;
    while (this.directory.has(comet) && this.bus.isConnected) {
      try {
        await this.ask(comet, CALL_TIMEOUT_MS);
        return;
      } catch (error) {
        const now = performance.now();
        absentSince = error instanceof NobodyListens ? (absentSince ?? now) : undefined;
        if (absentSince !== undefined && now - absentSince >= this.absence) {
          this.directory.suspect(comet);
          return;
        }
        await delay(CALL_INTERVAL_MS);
      }
    }
  }
}
