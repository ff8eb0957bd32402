/** The same numbers for the same seed, so that a run can be repeated. https://en.wikipedia.org/wiki/Linear_congruential_generator */
export class Dice {
  constructor(private state: number) {}

  /** 0 to n - 1. */
  roll(n: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * n);
  }
}
