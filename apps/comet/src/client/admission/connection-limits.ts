import type { Live } from '#config';
import { CountedSources, filesKeptBack, TokenBucket, type SocketPlaces } from '#limits';

export interface ConnectionLimitsOptions {
  /** Connections at a time, wherever they come from; 0 = as many as the process may open files for, less those kept back. */
  readonly maxConnections: number;
  /** Connections of one address at a time; 0 = any number. */
  readonly maxPerAddress: number;
  /** New connections of one address a second, in the long run; 0 = any number. */
  readonly addressRate: number;
  /** New connections of one address that may come at once. */
  readonly addressBurst: number;
}

interface Place {
  connections: number;
  readonly allowance: TokenBucket | undefined;
}

/** Addresses that nobody is connected from and whose rate is remembered: the newest of them, and as many before those at most. */
const REMEMBERED = 25_000;
/**
 * New connections that one costs which is closed for a flood: until then it may have some thousand packets answered, which is
 * as much work as it is to let in as many clients. Whoever comes back at once to send as many again would have a whole core.
 */
const COST_OF_FLOOD = 20;

/**
 * How many connections there are, and come from each address: one must not take the places of all others. Those of this machine
 * and of trusted proxies, which speak for many, count for the total alone.
 *
 * Cost: an entry an address, none a connection.
 */
export class ConnectionLimits {
  /** Of the addresses that somebody is connected from. */
  private readonly places = new Map<string, Place>();
  /**
   * Of those that nobody is connected from, the ones that were left last. Apart from the others, and forgotten many at a time: to look
   * for one that can be forgotten among all that are connected would cost each newcomer more than to let it in.
   */
  private left = new Map<string, Place>();
  /** Those that were left before these. */
  private leftBefore = new Map<string, Place>();
  private readonly sources: CountedSources;
  private readonly mostByFiles: number;
  private all = 0;

  /**
   * @param proxies networks of those that are trusted
   * @param now milliseconds, monotonic
   * @param openFiles that the process may have; Infinity where there is no limit
   * @param byHttp sockets that carry requests of clients by HTTP, which are connections besides
   */
  constructor(
    private readonly limits: Live<ConnectionLimitsOptions>,
    proxies: readonly string[],
    private readonly now: () => number,
    openFiles = Infinity,
    private readonly byHttp: Pick<SocketPlaces, 'taken'> = { taken: 0 },
  ) {
    this.sources = new CountedSources(proxies);
    this.mostByFiles = openFiles - filesKeptBack(openFiles);
  }

  /** A connection comes, and leaves whatever is answered. @returns why it may not stay */
  enter(address: string): string | undefined {
    this.all++;
    const ofAddress = this.enterFrom(address);
    return this.all > this.most || this.isShortOfFiles ? `at most ${this.most} in all` : ofAddress;
  }

  private get isShortOfFiles(): boolean {
    return this.all + this.byHttp.taken > this.mostByFiles;
  }

  /** Connections at a time, wherever they come from; Infinity = any number. */
  get most(): number {
    return this.limits.current.maxConnections || this.mostByFiles;
  }

  /** Places that are left. */
  get free(): number {
    return Math.max(this.most - this.all, 0);
  }

  /** @param hasFlooded it was closed since it sent too much, which its address pays for */
  leave(address: string, hasFlooded = false): void {
    this.all--;
    const name = this.sources.nameOf(address);
    const place = name === undefined ? undefined : this.places.get(name);
    if (!place) return;
    place.connections--;
    if (hasFlooded) place.allowance?.takeAway(COST_OF_FLOOD, this.now());
    if (place.connections > 0) return;
    this.places.delete(name!);
    if (place.allowance) this.remember(name!, place);
  }

  private enterFrom(address: string): string | undefined {
    const name = this.sources.nameOf(address);
    if (name === undefined) return undefined;
    const { maxPerAddress, addressRate, addressBurst } = this.limits.current;
    let place = this.places.get(name);
    if (!place) {
      place = this.recall(name);
      if (!place) {
        const allowance = addressRate > 0 ? new TokenBucket(addressRate, addressBurst, this.now()) : undefined;
        place = { connections: 0, allowance };
      }
      this.places.set(name, place);
    }
    place.connections++;
    if (maxPerAddress > 0 && place.connections > maxPerAddress) return `at most ${maxPerAddress} of one address`;
    if (place.allowance?.take(this.now()) === false) return `at most ${addressRate} a second of one address`;
    return undefined;
  }

  private remember(name: string, place: Place): void {
    if (this.left.size >= REMEMBERED) {
      this.leftBefore = this.left;
      this.left = new Map();
    }
    this.left.set(name, place);
  }

  private recall(name: string): Place | undefined {
    const place = this.left.get(name) ?? this.leftBefore.get(name);
    if (place && !this.left.delete(name)) this.leftBefore.delete(name);
    return place;
  }
}
