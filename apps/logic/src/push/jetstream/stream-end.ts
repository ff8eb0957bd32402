/** What was known of the stream when it was asked how far it has counted. */
export interface Asked {
  /** A sequence that was given by then, as all below it. */
  readonly reached: number;
  readonly generation: number;
}

/** How far the push stream has counted, and whether it is behind that: a server that lost its newest messages gives their numbers again. */
export class StreamEnd {
  private newest = 0;
  private last = 0;
  private generation = 0;

  constructor(private epoch: number) {}

  /** How far the stream had counted at the last look. */
  get seen(): number {
    return this.last;
  }

  /** Before a look begins: what is stored while it is answered may have greater numbers than the answer says. */
  ask(): Asked {
    const { newest: reached, generation } = this;
    return { reached, generation };
  }

  /** Whether the last look, which began after the question, found less than was known. */
  isBehind({ reached, generation }: Asked): boolean {
    return generation === this.generation && this.last < reached;
  }

  /** The stream is another one, be it of the same epoch: its numbers begin anew. */
  beginAnew(): void {
    this.newest = 0;
    this.generation++;
  }

  /** What the stream says of itself. */
  look(epoch: number, last: number): void {
    if (epoch !== this.epoch) this.beginAnew();
    this.epoch = epoch;
    this.last = last;
    this.newest = Math.max(this.newest, last);
  }

  /** A message got this sequence, as whoever stored or keeps it knows. Of another epoch it says nothing. */
  gave(epoch: number, sequence: number): void {
    if (epoch === this.epoch) this.newest = Math.max(this.newest, sequence);
  }
}
