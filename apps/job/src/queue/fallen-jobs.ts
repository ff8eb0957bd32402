import { NobodyListens, type Bus } from '#bus';
import { subjects } from '#contracts';

const TIMEOUT_MS = 1_000;
/** A job that ended is replaced long before. */
const KEPT_MS = 60_000;
const NOTHING = new Uint8Array(0);

/**
 * Finds out which jobs have ended: the bus knows at once that nobody listens for them any more. One that hangs is still
 * listened for, as far as the bus knows.
 */
export class FallenJobs {
  private readonly fallenSince = new Map<string, number>();

  constructor(private readonly bus: Pick<Bus, 'request'>) {}

  /** Answers for this job. @returns what ends that */
  static answer(bus: Bus, job: string): () => void {
    const subscription = bus.subscribe(subjects.jobPresence(job), (message) => message.respond(NOTHING));
    return () => subscription.unsubscribe();
  }

  /** Asks for each of them. @returns those that nobody listens for */
  async among(jobs: readonly string[]): Promise<string[]> {
    const old = performance.now() - KEPT_MS;
    for (const [job, since] of this.fallenSince) if (since < old) this.fallenSince.delete(job);
    await Promise.all(jobs.map((job) => this.ask(job)));
    return jobs.filter((job) => this.fallenSince.has(job));
  }

  /** Since when nobody listens for it, by `performance.now()`; undefined: somebody does, as far as is known. */
  since(job: string): number | undefined {
    return this.fallenSince.get(job);
  }

  private async ask(job: string): Promise<void> {
    try {
      await this.bus.request(subjects.jobPresence(job), NOTHING, TIMEOUT_MS);
      this.fallenSince.delete(job);
    } catch (error) {
      if (!(error instanceof NobodyListens)) this.fallenSince.delete(job);
      else if (!this.fallenSince.has(job)) this.fallenSince.set(job, performance.now());
    }
  }
}
