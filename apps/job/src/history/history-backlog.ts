import { setTimeout as delay } from 'node:timers/promises';
import { DurableAssets, StoreClock, type Bus } from '#bus';
import { HISTORY_STREAM } from '#contracts';

/** A moment in what was handed to the writer of the history. */
export interface BacklogMark {
  /** Of the newest batch then, by a look afterwards; undefined: there was none yet. */
  sequence: number | undefined;
  created: string;
}

const LOOK_AGAIN_MS = 100;

/** What waits for the writer, by the looks that are taken at its stream once a second. */
export class HistoryBacklog {
  /** Batches that wait. */
  batches = 0;
  private created = '';
  private first = 0;
  private oldestAt: number | undefined;
  private readonly unseen = new Set<BacklogMark>();
  private readonly clock: StoreClock;

  constructor(private readonly bus: Bus) {
    this.clock = StoreClock.of(bus);
    DurableAssets.of(bus).on('looked', (stream, { created, state }) => {
      if (stream !== HISTORY_STREAM) return;
      this.created = created;
      this.batches = state.messages;
      this.first = state.messages > 0 ? state.first_seq : state.last_seq + 1;
      this.oldestAt = state.messages > 0 ? Date.parse(state.first_ts) : undefined;
      for (const mark of this.unseen) Object.assign(mark, { sequence: state.last_seq, created });
      this.unseen.clear();
    });
  }

  /** Seconds that the oldest batch has waited. */
  get ageS(): number {
    return this.oldestAt === undefined ? 0 : Math.max(this.clock.now() - this.oldestAt, 0) / 1_000;
  }

  /** The moment now: what was handed over by now, by any job, is before it. */
  mark(): BacklogMark {
    const mark = { sequence: undefined, created: '' };
    this.unseen.add(mark);
    return mark;
  }

  /** Looks until everything from before the mark was written, or the time is over. Never rejects. */
  async written(mark: BacklogMark, withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while (!this.isWritten(mark) && performance.now() < until) {
      await DurableAssets.of(this.bus)
        .ensure(HISTORY_STREAM)
        .catch(() => undefined);
      if (!this.isWritten(mark)) await delay(LOOK_AGAIN_MS);
    }
  }

  /** Whether everything from before the mark was written; what a stream had that was deleted never will be. */
  isWritten({ sequence, created }: BacklogMark): boolean {
    return sequence !== undefined && (created !== this.created || this.first > sequence);
  }
}
