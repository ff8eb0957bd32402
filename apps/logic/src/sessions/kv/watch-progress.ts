interface Waiting {
  readonly revision: number;
  readonly resolve: (reached: boolean) => void;
  readonly timer: NodeJS.Timeout;
}

/** Callers that wait until the watch has delivered everything up to a revision. */
export class WatchProgress {
  private waiting: Waiting[] = [];

  constructor(
    private readonly current: () => number,
    private readonly timeoutMs: number,
  ) {}

  /** @returns false after the timeout */
  async reached(revision: number): Promise<boolean> {
    if (this.current() >= revision) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting = this.waiting.filter((other) => other.timer !== timer);
        resolve(false);
      }, this.timeoutMs);
      this.waiting.push({ revision, resolve, timer });
    });
  }

  advanced(): void {
    if (this.waiting.length === 0) return;
    const revision = this.current();
    const left: Waiting[] = [];
    for (const one of this.waiting) {
      if (one.revision > revision) left.push(one);
      else {
        clearTimeout(one.timer);
        one.resolve(true);
      }
    }
    this.waiting = left;
  }
}
