/** What was known of the stream when it was asked something. */
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
  /** The least sequence that was given a second time since the loss was last seen to; Infinity = none. */
  private givenAgain = Infinity;

  constructor(private epoch: number) {}

  /** How far the stream had counted at the last look. */
  get seen(): number {
    return this.last;
  }

  /** The first sequence whose message is lost, where some are. */
  get missing(): number {
    return Math.min(this.last + 1, this.givenAgain);
  }

  /** Before a look or a message is sent: what is stored until the answer comes may have greater numbers than are known now. */
  ask(): Asked {
    const { newest: reached, generation } = this;
    return { reached, generation };
  }

  /** Whether the last look, which began after the question, found less than was known. */
  isBehind({ reached, generation }: Asked): boolean {
    return generation === this.generation && (this.last < reached || this.givenAgain < Infinity);
  }

  /** Whether the stream is another one than when the question was asked. */
  isOther({ generation }: Asked): boolean {
    return generation !== this.generation;
  }

  /** What is missing is seen to. */
  regained(): void {
    this.givenAgain = Infinity;
  }

  /** The stream is another one, be it of the same epoch: its numbers begin anew. */
  beginAnew(): void {
    this.newest = 0;
    this.givenAgain = Infinity;
    this.generation++;
  }

  /** What the stream says of itself. @returns whether it had said that it was further */
  look(epoch: number, last: number): boolean {
    const isSetBack = epoch === this.epoch && last < this.last;
    if (epoch !== this.epoch) this.beginAnew();
    this.epoch = epoch;
    this.last = last;
    this.newest = Math.max(this.newest, last);
    return isSetBack;
  }

  /** A message got this sequence, as whoever stored or keeps it knows. Of another epoch it says nothing. */
  gave(epoch: number, sequence: number): void {
    if (epoch === this.epoch) this.newest = Math.max(this.newest, sequence);
  }

  /**
   * A message that was stored after the question got this sequence.
   *
   * @returns false: another message had it before. The stream has lost that one, or is another stream
   */
  gives({ reached, generation }: Asked, sequence: number): boolean {
    if (generation === this.generation && sequence <= reached) {
      this.givenAgain = Math.min(this.givenAgain, sequence);
      return false;
    }
    this.newest = Math.max(this.newest, sequence);
    return true;
  }
}
