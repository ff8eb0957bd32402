import { errorText } from '#contracts';
import type { Bus } from '../connection/bus.js';

/** Leaders of a stream are elected within this: until then it is no trouble. */
const TROUBLE_AFTER_MS = 10_000;
/** What was not tried for this long may work again. */
const KNOWN_FOR_MS = 60_000;

interface Failing {
  readonly since: number;
  lastAt: number;
  why: string;
}

/** A stream that has stored nothing of this process for a while. */
export interface RefusingStream {
  readonly stream: string;
  /** Milliseconds since the first try that failed. */
  readonly forMs: number;
  /** Why the last try failed. */
  readonly why: string;
}

const ofBuses = new WeakMap<Bus, RefusingStreams>();

/**
 * Which streams store nothing at present, by what became of the messages that this process published to them. A stream may be
 * there as configured and store nothing all the same: one whose disk was full does not until nats-server is restarted.
 */
export class RefusingStreams {
  private readonly failing = new Map<string, Failing>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Those of a connection. */
  static of(bus: Bus): RefusingStreams {
    let streams = ofBuses.get(bus);
    if (!streams) ofBuses.set(bus, (streams = new RefusingStreams()));
    return streams;
  }

  stored(stream: string): void {
    if (this.failing.size > 0) this.failing.delete(stream);
  }

  failed(stream: string, error: unknown): void {
    const at = this.now();
    const known = this.failing.get(stream);
    const since = known && at - known.lastAt < KNOWN_FOR_MS ? known.since : at;
    this.failing.set(stream, { since, lastAt: at, why: errorText(error) });
  }

  /** Those that refused everything in tries of 10 s and more, the last of them within the last minute. One try shows nothing. */
  list(): RefusingStream[] {
    const now = this.now();
    return [...this.failing]
      .filter(([, { since, lastAt }]) => lastAt - since >= TROUBLE_AFTER_MS && now - lastAt < KNOWN_FOR_MS)
      .map(([stream, { since, why }]) => ({ stream, forMs: now - since, why }));
  }
}
