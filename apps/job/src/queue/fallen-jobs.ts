import { NobodyListens, type Bus } from '#bus';
import { subjects } from '#contracts';

const TIMEOUT_MS = 1_000;
const NOTHING = new Uint8Array(0);

/**
 * Finds out which jobs have ended: the bus knows at once that nobody listens for them any more. One that hangs is still
 * listened for, as far as the bus knows.
 */
export class FallenJobs {
  private suspects: ReadonlySet<string> = new Set();

  constructor(private readonly bus: Pick<Bus, 'request'>) {}

  /** Answers for this job. @returns what ends that */
  static answer(bus: Bus, job: string): () => void {
    const subscription = bus.subscribe(subjects.jobPresence(job), (message) => message.respond(NOTHING));
    return () => subscription.unsubscribe();
  }

  /** Asks for each of them. @returns those that nobody listened for twice in succession: one that was cut off is back by then */
  async among(jobs: readonly string[]): Promise<string[]> {
    const suspects = this.suspects;
    const isAbsent = await Promise.all(jobs.map((job) => this.isAbsent(job)));
    const absent = jobs.filter((_, n) => isAbsent[n]);
    this.suspects = new Set(absent);
    return absent.filter((job) => suspects.has(job));
  }

  private async isAbsent(job: string): Promise<boolean> {
    try {
      await this.bus.request(subjects.jobPresence(job), NOTHING, TIMEOUT_MS);
      return false;
    } catch (error) {
      return error instanceof NobodyListens;
    }
  }
}
