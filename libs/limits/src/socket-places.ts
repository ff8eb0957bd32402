import type { Live } from '#config';
import { CountedSources } from './counted-sources.js';
import { CountsByName } from './counts-by-name.js';

export interface SocketBounds {
  /** Sockets at a time. */
  readonly most: number;
  /** Of them, of one address, of IPv6 of its first 64 bits; 0 = any number. */
  readonly ofAddress: number;
  /** Of them, of all addresses that count together; any number unless given. */
  readonly ofStrangers?: number;
}

/**
 * Files kept back, of those that the process may open, for what else it does: ops ports, the bus, logs, sockets that are refused
 * with a reason.
 */
const KEPT_BACK = 256;
const MOST_KEPT_BACK = 1 / 4;

/** @returns how many are kept back of `openFiles`; Infinity = there is no limit */
export function filesKeptBack(openFiles: number): number {
  return Math.min(KEPT_BACK, Math.ceil(openFiles * MOST_KEPT_BACK));
}

/**
 * The sockets of some ports, from the moment that they are accepted: each takes a file of the process, whether anything is ever
 * sent by it or not. Those of this machine, and of proxies, which speak for many, count for the total alone.
 *
 * Cost: an entry an address, none a socket.
 */
export class SocketPlaces {
  private readonly sources: CountedSources;
  private readonly ofAddresses = new CountsByName<string>();
  private count = 0;
  private strangers = 0;

  /**
   * @param known networks whose sockets count for the total alone, as those of this machine do
   * @param whole these are a part of; its bounds count as well
   */
  constructor(
    private readonly bounds: Live<SocketBounds>,
    known: readonly string[],
    private readonly whole?: SocketPlaces,
  ) {
    this.sources = new CountedSources(known);
  }

  /** Sockets that may be here at a time. */
  get most(): number {
    return this.bounds.current.most;
  }

  /** Sockets that are here now. */
  get taken(): number {
    return this.count;
  }

  /** A socket was accepted, and `leave`s whatever is answered. @returns whether it may stay */
  enter(): boolean {
    this.count++;
    const fits = this.whole?.enter() ?? true;
    return fits && this.count <= this.most;
  }

  leave(): void {
    this.count--;
    this.whole?.leave();
  }

  /** It is known whose it is, which may be later; it `leaveFrom`s there whatever is answered. @returns whether it may stay */
  enterFrom(address: string): boolean {
    const fits = this.whole?.enterFrom(address) ?? true;
    const name = this.sources.nameOf(address);
    if (name === undefined) return fits;
    this.strangers++;
    this.ofAddresses.add(name);
    const { ofAddress, ofStrangers = Infinity } = this.bounds.current;
    return fits && this.strangers <= ofStrangers && (ofAddress === 0 || this.ofAddresses.of(name) <= ofAddress);
  }

  leaveFrom(address: string): void {
    this.whole?.leaveFrom(address);
    const name = this.sources.nameOf(address);
    if (name === undefined) return;
    this.strangers--;
    this.ofAddresses.remove(name);
  }
}
