import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from '#test-support';

const OPERATION = 1000;
const REQUEST_WITHIN_MS = 5_000;
const TRY_AGAIN_MS = 100;
const TICK_MS = 10;

/** A push that was accepted. The pushes of a target are numbered, and each begins when the one before was accepted. */
export interface Accepted {
  readonly target: string;
  /** 1, 2, 3, … */
  readonly n: number;
  readonly id: bigint;
  /** By `Date.now()`. */
  readonly askedAt: number;
  readonly acceptedAt: number;
}

/** What a push carries, and the target behind it, so that no two have the same text. */
export interface Body {
  /** Of its load: what an earlier one pushed may come again after a failure. */
  readonly load: string;
  readonly n: number;
  readonly askedAt: number;
}

export function readBody(text: string): Body {
  const [load = '', n, askedAt] = text.split(' ');
  return { load, n: Number(n), askedAt: Number(askedAt) };
}

interface Answer {
  readonly id?: string;
  readonly ids?: readonly string[];
}

/** Pushes to rooms, members and all at a pace, and repeats each under its idempotency key until it is accepted. */
export class Load {
  readonly accepted: Accepted[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly busy = new Set<string>();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly logic: () => string,
    private readonly dice: Dice,
    private readonly targets: { readonly rooms: number; readonly members: number },
    /** Sets this load apart from others; without a space. */
    readonly name: string,
  ) {}

  /** Until it is told to stop; resolves when all that was begun is accepted. */
  async run(perSecond: number, until: { done: boolean }): Promise<void> {
    const from = Date.now();
    for (let begun = 0; !until.done; await delay(TICK_MS)) {
      const due = ((Date.now() - from) * perSecond) / 1_000;
      for (; begun < due; begun++) this.begin();
    }
    await Promise.all(this.running);
  }

  private begin(): void {
    const target = this.pick();
    // What is not answered holds up its target alone.
    if (this.busy.has(target)) return;
    this.busy.add(target);
    const pushing = this.push(target).finally(() => {
      this.busy.delete(target);
      this.running.delete(pushing);
    });
    this.running.add(pushing);
  }

  private pick(): string {
    const kind = this.dice.roll(100);
    if (kind < 70) return `room:live://${this.dice.roll(this.targets.rooms)}`;
    return kind < 95 ? `mid:${1 + this.dice.roll(this.targets.members)}` : 'all';
  }

  private async push(target: string): Promise<void> {
    const n = (this.numbers.get(target) ?? 0) + 1;
    this.numbers.set(target, n);
    const askedAt = Date.now();
    const content = { operation: OPERATION, message: `${this.name} ${n} ${askedAt} ${target};` };
    const [kind, ...rest] = target.split(':');
    const body = { room: { room: rest.join(':') }, mid: { mids: [Number(rest[0])] }, all: {} }[
      kind as 'room' | 'mid' | 'all'
    ];
    const path = { room: 'room', mid: 'mids', all: 'all' }[kind as 'room' | 'mid' | 'all'];
    const key = `${this.name}-${target}-${n}`;
    for (;;) {
      const answer = await this.ask(path, key, { ...body, ...content });
      if (answer) {
        const id = BigInt(answer.id ?? answer.ids![0]!);
        this.accepted.push({ target, n, id, askedAt, acceptedAt: Date.now() });
        return;
      }
      await delay(TRY_AGAIN_MS);
    }
  }

  private async ask(path: string, key: string, body: object): Promise<Answer | undefined> {
    try {
      const response = await fetch(`${this.logic()}/v1/push/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(REQUEST_WITHIN_MS),
      });
      const answer = (await response.json()) as Answer;
      return response.status === 202 ? answer : undefined;
    } catch {
      return undefined;
    }
  }
}
