import type { ApiKey } from './api-key.js';

/** The keys of those who call the APIs. */
export abstract class ApiKeys {
  /** Takes a microsecond. @param token as the caller sent it @returns the key, expired or not; undefined where there is none */
  abstract find(token: string): ApiKey | undefined;
}

/** Those of a process that nobody calls. */
export class NoApiKeys extends ApiKeys {
  find(): undefined {
    return undefined;
  }
}
