import type { Message } from '#client';
import { Listener } from '#test-support';
import { readBody } from './load.js';

/** A client of version 2 that keeps of each message of a load nothing but its number: a load may have hundreds of thousands. */
export class LoadListener extends Listener {
  /** By target. */
  readonly numbers = new Map<string, number[]>();

  constructor(
    /** What an earlier one pushed may come again after a failure. */
    private readonly load: string,
    mid: number,
    rooms: readonly string[],
    url: string,
  ) {
    super(mid, rooms, url);
  }

  protected override note(message: Message): void {
    const { load, n } = readBody(message.text());
    if (load !== this.load) return;
    const known = this.numbers.get(message.target);
    if (known) known.push(n);
    else this.numbers.set(message.target, [n]);
  }
}
