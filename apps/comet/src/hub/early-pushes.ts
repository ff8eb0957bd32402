import type { SessionKey } from '#contracts';
import { bytesOf, type KeptPush } from './entrants.js';
import { holds, type WithdrawnId } from './withdrawal.js';

/** Bytes that are kept for all together: logic answers within milliseconds, and few keys are pushed to that nobody here has. */
const MAX_BYTES = 256 * 1024;

/** Logic was asked whether a client may come in. */
export interface Ask {
  /** So many pushes had come before. */
  readonly from: number;
}

interface EarlyPush extends KeptPush {
  readonly key: SessionKey;
  readonly number: number;
  isTaken: boolean;
}

/**
 * Pushes to keys that nobody here has, while logic is asked about clients. It stores a session before it answers, so such a push
 * may be for a client of which it has not told comet yet; each is kept until all are answered that were asked about before it came.
 */
export class EarlyPushes {
  private readonly asks = new Set<Ask>();
  private readonly early: EarlyPush[] = [];
  private bytes = 0;
  private count = 0;

  /** @param onDropped called with each push that was for nobody */
  constructor(private readonly onDropped: (kept: KeptPush) => void) {}

  ask(): Ask {
    const ask = { from: this.count };
    this.asks.add(ask);
    return ask;
  }

  answered(ask: Ask): void {
    this.asks.delete(ask);
    if (this.early.length === 0) return;
    const [oldest] = this.asks;
    const from = oldest?.from ?? Infinity;
    while (this.early.length > 0 && this.early[0]!.number < from) this.drop();
  }

  /** @returns false where nobody is asked about */
  keep(key: SessionKey, { mid, push }: KeptPush): boolean {
    if (this.asks.size === 0) return false;
    this.early.push({ key, mid, push, number: this.count++, isTaken: false });
    push.tally?.begin();
    this.bytes += bytesOf(push);
    while (this.bytes > MAX_BYTES) this.drop();
    return true;
  }

  /** What came for the key of a client since logic was asked about it, in its order. */
  *of(key: SessionKey, { from }: Ask): Generator<KeptPush> {
    for (const early of this.early) {
      if (early.key !== key || early.number < from) continue;
      early.isTaken = true;
      yield early;
    }
  }

  withdraw(withdrawn: WithdrawnId): void {
    for (const early of this.early.filter(({ push }) => holds(push, withdrawn))) {
      this.early.splice(this.early.indexOf(early), 1);
      this.bytes -= bytesOf(early.push);
      early.push.tally?.end();
    }
  }

  /** The oldest. */
  private drop(): void {
    const early = this.early.shift()!;
    this.bytes -= bytesOf(early.push);
    if (early.isTaken) early.push.tally?.end();
    else this.onDropped(early);
  }
}
