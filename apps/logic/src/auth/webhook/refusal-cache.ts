import { createHash } from 'node:crypto';
import type { AppError } from '#contracts';
import type { Credentials } from '../authenticator.js';

const MAX_REFUSALS = 10_000;

interface Refusal {
  readonly error: AppError;
  readonly until: number;
}

/** Credentials that were refused lately, as hashes: no secret is kept. */
export class RefusalCache {
  /** The oldest first. */
  private readonly refusals = new Map<string, Refusal>();

  constructor(private readonly now: () => number) {}

  find(name: string): AppError | undefined {
    const refusal = this.refusals.get(name);
    return refusal && refusal.until > this.now() ? refusal.error : undefined;
  }

  add(name: string, error: AppError, forMs: number): void {
    if (forMs === 0) return;
    this.refusals.delete(name);
    if (this.refusals.size >= MAX_REFUSALS) this.refusals.delete(this.refusals.keys().next().value!);
    this.refusals.set(name, { error, until: this.now() + forMs });
  }
}

/** What stands for credentials in the cache. An address, or a page, may be let in where another is not. */
export function nameOf({ token, cookie, ip, origin }: Credentials): string {
  const hash = createHash('sha256').update(token);
  return hash.update(JSON.stringify([cookie, ip, origin])).digest('base64');
}
