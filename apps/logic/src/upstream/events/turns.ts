/** Has so many at a time do their work, and the others wait in the order in which they came. */
export class Turns {
  private taken = 0;
  private isClosed = false;
  private readonly waiting: ((hasTurn: boolean) => void)[] = [];

  /** @param most at a time */
  constructor(private readonly most: number) {}

  /** Whether the next one waits. */
  get areTaken(): boolean {
    return this.taken >= this.most;
  }

  /** Resolves when it is one's turn, which has to be ended, or with false: there are no more turns. */
  async begin(): Promise<boolean> {
    if (this.isClosed) return false;
    if (this.areTaken) return new Promise((resolve) => this.waiting.push(resolve));
    this.taken++;
    return true;
  }

  end(): void {
    const next = this.waiting.shift();
    if (next) next(true);
    else this.taken--;
  }

  /** Whoever waits has no turn any more. */
  close(): void {
    this.isClosed = true;
    for (const refuse of this.waiting.splice(0)) refuse(false);
  }
}
