import { hash } from 'node:crypto';
import type { ApiKey } from './api-key.js';

interface Verified {
  readonly key: ApiKey;
  readonly basis: readonly object[];
  /** Milliseconds, monotonic. */
  readonly until: number;
}

/** A key that an issuer has taken out of its set is good for no longer than this, beyond the time until the set is read again. */
const KEEP_MS = 60_000;
/** Some 5 MB. Beyond them those that came first are forgotten. Those whose signature is wrong are never among them. */
const MOST_KEPT = 10_000;

/**
 * Tokens that have been verified a short while ago: a caller shows one for each of its calls, and a signature costs more than a
 * push. Nothing of a token is kept but its SHA-256. Whether the key has expired is for whoever asks.
 */
export class VerifiedTokens {
  private readonly tokens = new Map<string, Verified>();

  /** @param now milliseconds, monotonic */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param basis what tokens are taken by now: the same objects as when it was kept, else it is forgotten */
  find(token: string, basis: readonly object[]): ApiKey | undefined {
    const name = nameOf(token);
    const found = this.tokens.get(name);
    if (!found) return undefined;
    if (this.now() < found.until && found.basis.every((part, at) => part === basis[at])) return found.key;
    this.tokens.delete(name);
    return undefined;
  }

  keep(token: string, key: ApiKey, basis: readonly object[]): void {
    if (this.tokens.size >= MOST_KEPT) this.tokens.delete(this.tokens.keys().next().value!);
    this.tokens.set(nameOf(token), { key, basis, until: this.now() + KEEP_MS });
  }
}

function nameOf(token: string): string {
  return hash('sha256', token, 'base64');
}
