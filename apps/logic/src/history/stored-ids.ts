import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Bus, pushEpoch } from '#bus';
import { HistoryDatabase, HistoryStore } from '#history';
import { withinTime } from '#limits';
import { PushQueue } from '../push/push-queue.js';

/** How long a start waits for a database that is away. Pushes that are accepted before it has answered may get ids that it knows. */
const STARTS_AFTER_MS = 2_000;
const RETRY_MS = 1_000;

/**
 * Tells the push queue at the start which ids the history has: NATS may have lost its newest messages while no logic was there to
 * remember them.
 */
@Injectable()
export class StoredIds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly bus: Bus,
    private readonly queue: PushQueue,
    @Optional() @Inject(HistoryDatabase) private readonly database: HistoryDatabase | undefined,
    @Optional() @Inject(HistoryStore) private readonly store: HistoryStore | undefined,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { database, store } = this;
    if (database && store) await withinTime(STARTS_AFTER_MS, this.tell(database, store));
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async tell(database: HistoryDatabase, store: HistoryStore): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await database.opened();
        const epoch = pushEpoch(this.bus);
        const id = await store.newestId(epoch);
        if (id !== undefined) await this.queue.wasAt({ epoch, id });
        return;
      } catch {
        // What is wrong with the database is told by its readiness.
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
