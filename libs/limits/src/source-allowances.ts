import { Allowances } from './allowances.js';
import { sourceOf } from './source.js';

/** What each source may do so many times a second, and so many times at once. */
export class SourceAllowances {
  private readonly allowances: Allowances<string>;

  /** @param rate a second, 0 = any number @param burst at once @param now milliseconds, monotonic */
  constructor(rate: number, burst: number, now?: () => number) {
    this.allowances = new Allowances(rate, burst, now);
  }

  /** @returns false where the source of this address has used up what it may: nothing was taken */
  take(address: string): boolean {
    return this.allowances.take(sourceOf(address));
  }
}
