import type { CometId } from '#contracts';

/** @returns whether the comet has taken all of it; never rejects */
type Work = () => Promise<boolean>;

/**
 * What the comets were sent by the batches of one partition and have not answered for, so that none of them holds up the batches
 * behind: one that is behind is not waited for.
 */
export class AnswersDue {
  private readonly last = new Map<CometId, Promise<boolean>>();

  /** Whether the comet has still to answer for an earlier batch, or has not taken the one before. */
  isBehind(comet: CometId): boolean {
    return this.last.has(comet);
  }

  /**
   * Begins what several comets are sent, each by `take` or `queue`.
   *
   * @returns when all have answered, and when those have that were not behind; undefined: all were
   */
  begin<Sent>(
    byComet: ReadonlyMap<CometId, Sent>,
    send: (comet: CometId, sent: Sent) => Promise<void>,
  ): { readonly all: Promise<unknown>; readonly prompt: Promise<unknown> | undefined } {
    const prompt: Promise<void>[] = [];
    const all = [...byComet].map(([comet, sent]) => {
      const isBehind = this.isBehind(comet);
      const answered = send(comet, sent);
      if (!isBehind) prompt.push(answered);
      return answered;
    });
    return { all: Promise.all(all), prompt: prompt.length > 0 ? Promise.all(prompt) : undefined };
  }

  /** Begins the work for a comet. Resolves when the comet has answered for it, or will not. */
  take(comet: CometId, work: Work): Promise<void> {
    return this.remember(comet, work());
  }

  /** The same, but the work begins when the comet has answered for the batches before. */
  queue(comet: CometId, work: Work): Promise<void> {
    return this.remember(comet, this.last.get(comet)?.then(work) ?? work());
  }

  private async remember(comet: CometId, own: Promise<boolean>): Promise<void> {
    this.last.set(comet, own);
    const isTaken = await own;
    if (isTaken && this.last.get(comet) === own) this.last.delete(comet);
  }
}
