import type { Live } from '#config';
import { setTimeout as delay } from 'node:timers/promises';
import { Disconnects } from '#contracts';
import type { ClientChannel } from '../client-connection.js';
import type { LogicClient } from './logic-client.js';

const RETRY_MS = 10_000;
/** So often a session is renewed within its life, at least: one that fails may be tried again. */
const TIMES_A_LIFE = 3;

interface RenewalOptions {
  /** Milliseconds between two renewals of a session, at most; fewer where it would not live as long. */
  readonly renewInterval: number;
  /** Milliseconds between two renewals of one session, at least. */
  readonly renewSpacing: number;
}

export interface RenewalParts {
  readonly logic: Pick<LogicClient, 'heartbeat'>;
  readonly renewing: Live<RenewalOptions>;
  /** Milliseconds, monotonic. */
  now(): number;
}

/** What logic is asked to renew. The rooms are given, since a client that is just let in is in none yet. */
export function renewalOf(
  { mid, key, ip, platform, outlet }: ClientChannel,
  roomID: string,
  joined: string[],
): Parameters<LogicClient['heartbeat']>[0] {
  return { mid, key, roomID, ip, connection: outlet.id, joined, platform };
}

/** Keeps one session alive in the registry, with the rooms that the client is in. */
export class Renewal {
  /** By the comet's clock: when the session is to be renewed. */
  dueAt: number;
  /** By the comet's clock: when what logic is to know changed last. */
  changedAt: number;
  private allowedAt = 0;
  private running: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  /** Ends the wait until the next one may begin. */
  private waiting: AbortController | null = null;
  private stopped = false;
  private inDoubt = false;

  /** @param life milliseconds that logic keeps the session for without a renewal; 0 = not known */
  constructor(
    private readonly channel: ClientChannel,
    private readonly parts: RenewalParts,
    private readonly life: number,
  ) {
    this.changedAt = parts.now();
    this.dueAt = this.changedAt + this.wait();
  }

  /** The last renewal was not answered: logic may work it even after the end, and so bring the session back. */
  get isInDoubt(): boolean {
    return this.inDoubt;
  }

  /** Renews where it is time to. */
  renewIfDue(now: number): void {
    if (now >= this.dueAt) void this.goOn();
  }

  /** What logic is to know has changed, or it may not know the session any more. */
  renew(): Promise<void> {
    this.changedAt = this.parts.now();
    return this.goOn();
  }

  /**
   * Renews now. While a renewal is under way, and for a moment after its beginning, the next one waits, and takes with it
   * everything that changes until it begins: a client that changes rooms without end must not queue renewals.
   */
  private goOn(): Promise<void> {
    // One that waits is about to begin when the one before it has ended: a second one beside it would outlive the report of
    // the session's end, and bring the session back.
    if (!this.running && !this.next && this.parts.now() >= this.allowedAt) return this.begin();
    this.next ??= this.allowed().then(() => {
      this.next = null;
      return this.begin();
    });
    return this.next;
  }

  /** No renewal begins any more. @returns the one that is under way */
  stop(): Promise<void> | null {
    this.stopped = true;
    this.waiting?.abort();
    return this.running;
  }

  private begin(): Promise<void> {
    const now = this.parts.now();
    this.dueAt = now + this.wait();
    this.allowedAt = now + this.parts.renewing.current.renewSpacing;
    this.running = this.send().finally(() => (this.running = null));
    return this.running;
  }

  private async allowed(): Promise<void> {
    await this.running;
    const wait = this.allowedAt - this.parts.now();
    if (wait <= 0 || this.stopped) return;
    this.waiting = new AbortController();
    // The end of the session is no error of the wait.
    await delay(wait, undefined, { signal: this.waiting.signal }).catch(() => undefined);
    this.waiting = null;
  }

  private async send(): Promise<void> {
    if (this.stopped) return;
    const { channel, parts } = this;
    try {
      const isOurs = await parts.logic.heartbeat(renewalOf(channel, channel.primaryRoomKey, channel.extraRoomKeys));
      this.inDoubt = false;
      if (!isOurs) channel.outlet.close(Disconnects.replaced);
    } catch {
      this.inDoubt = true;
      this.dueAt = parts.now() + RETRY_MS;
    }
  }

  /** Up to a fifth less than the interval, so that sessions which began together are not renewed together. */
  private wait(): number {
    const longest = this.life === 0 ? Infinity : this.life / TIMES_A_LIFE;
    return Math.min(this.parts.renewing.current.renewInterval, longest) * (1 - Math.random() / 5);
  }
}
