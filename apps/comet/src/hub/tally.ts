/** What became here of a message whose pusher asked for a receipt, in sessions; it grows until nothing is left to do. */
export interface TallyCounts {
  targeted: number;
  written: number;
  /** Held back for clients that catch up first. */
  waiting: number;
  notAccepted: number;
  /** Too many bytes waited for them. */
  slow: number;
  /** Were here no more. */
  gone: number;
  /** Times that it came again, and was left out. */
  repeated: number;
}

/** Follows one message through the hub. Only messages whose pushers asked for it have one. */
export class Tally {
  readonly counts: TallyCounts = { targeted: 0, written: 0, waiting: 0, notAccepted: 0, slow: 0, gone: 0, repeated: 0 };
  private open = 0;

  /** @param onEnd some of it was delivered, or left out */
  constructor(private readonly onEnd: (tally: Tally) => void) {}

  /** Whether nothing of it is under way. */
  get isDone(): boolean {
    return this.open === 0;
  }

  /** Some of it is under way until `end`. */
  begin(): this {
    this.open++;
    return this;
  }

  end(): void {
    this.open--;
    this.onEnd(this);
  }

  /** It was for one session, which did not get it. */
  missed(why: 'notAccepted' | 'gone'): void {
    this.counts.targeted++;
    this.counts[why]++;
  }

  /** It came again. */
  leftOut(): void {
    this.counts.repeated++;
    this.end();
  }
}

/** Those of pushes that are delivered together; undefined: nobody asked, as nearly always. Cost: a field read a push. */
export function talliesOf(pushes: readonly { readonly tally?: Tally | undefined }[]): readonly Tally[] | undefined {
  let tallies: Tally[] | undefined;
  for (const { tally } of pushes) if (tally) (tallies ??= []).push(tally);
  return tallies;
}

export function endAll(tallies: readonly Tally[] | undefined): void {
  if (tallies) for (const tally of tallies) tally.end();
}
