import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { OldestTasks, StoreClock } from '#bus';

const LOOK_INTERVAL_MS = 2_000;
/** What is known is from a look that is older: the next ones have failed. */
const STALE_MS = 2.5 * LOOK_INTERVAL_MS;

interface Look {
  /** Milliseconds since 1970, by the store's clock. */
  readonly at: number;
  readonly ageMs: number;
}

/**
 * How long the oldest task of each partition of this job has waited to be settled, by looks at the stream: so it shows a
 * partition that stands still, whatever the reason.
 */
export class WaitingTasks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Those that this job works. */
  readonly partitions = new Set<number>();
  private looks = new Map<number, Look>();
  private looking = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tasks: Pick<OldestTasks, 'storedAt'>,
    private readonly clock: Pick<StoreClock, 'now'>,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), LOOK_INTERVAL_MS);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** In seconds, by partition; 0 = nothing waits. While looks fail it grows where something waited. */
  ages(): Record<number, number> {
    const now = this.clock.now();
    return Object.fromEntries(
      [...this.looks].map(([partition, { at, ageMs }]) => {
        const more = ageMs > 0 && now - at > STALE_MS ? now - at : 0;
        return [partition, (ageMs + more) / 1_000];
      }),
    );
  }

  async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const looks = new Map<number, Look>();
    await Promise.all(
      [...this.partitions].map(async (partition) => {
        const look = await this.lookAt(partition).catch(() => this.looks.get(partition));
        if (look) looks.set(partition, look);
      }),
    );
    this.looks = looks;
    this.looking = false;
  }

  private async lookAt(partition: number): Promise<Look> {
    const storedAt = await this.tasks.storedAt(partition);
    const at = this.clock.now();
    // A clock that was set back is no wait.
    return { at, ageMs: storedAt === null ? 0 : Math.max(at - storedAt, 0) };
  }
}
