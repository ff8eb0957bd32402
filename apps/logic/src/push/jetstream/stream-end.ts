/** How far the push stream has counted, and whether it is behind that: a server that lost its newest messages gives their numbers again. */
export class StreamEnd {
  private newest = 0;
  private last = 0;

  constructor(private epoch: number) {}

  /** The greatest sequence that is known to have been given in the epoch; 0 = none is. */
  get reached(): number {
    return this.newest;
  }

  /** How far the stream had counted at the last look. */
  get seen(): number {
    return this.last;
  }

  get isBehind(): boolean {
    return this.last < this.newest;
  }

  /** The stream is another one, be it of the same epoch: its numbers begin anew. */
  beginAnew(): void {
    this.newest = 0;
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
