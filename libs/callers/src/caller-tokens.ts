import type { ApiKey } from './api-key.js';
import type { RefusedCall } from './caller.js';

/** Tokens of an issuer, which callers show in place of keys. */
export abstract class CallerTokens {
  /** Whether a token has the form of such a one. */
  abstract takes(token: string): boolean;

  /** @returns the key that a token stands for, or why it is refused; at once where that can be said at once */
  abstract find(token: string): ApiKey | RefusedCall | Promise<ApiKey | RefusedCall>;
}

/** Where no issuer is known. */
export class NoCallerTokens extends CallerTokens {
  takes(): boolean {
    return false;
  }

  find(): never {
    throw new Error('no token is taken');
  }
}
