import type { ApiKey } from '#callers';
import {
  ApiKeys,
  AuditLog,
  Callers,
  CallerTokens,
  NoCallerTokens,
  type AuditEntry,
  type RefusedCall,
} from '#callers/nest';
import { LiveConfig } from '#config';
import { Metrics } from '#observability';
import { HttpCallers } from '../src/callers/http-callers.js';
import { LogicConfig } from '../src/config/logic.config.js';

/** Keys by the tokens that they are shown by. */
export class FakeApiKeys extends ApiKeys {
  readonly keys = new Map<string, ApiKey>();

  find(token: string): ApiKey | undefined {
    return this.keys.get(token);
  }
}

/** Takes whatever is no key, and finds what the test says. */
export class FakeCallerTokens extends CallerTokens {
  found: ApiKey | RefusedCall = { reason: 'malformed', message: 'the token is no valid JWT' };

  takes(token: string): boolean {
    return !token.startsWith('goim_');
  }

  find(): Promise<ApiKey | RefusedCall> {
    return Promise.resolve(this.found);
  }
}

export class FakeAuditLog extends AuditLog {
  readonly entries: AuditEntry[] = [];

  override record(entry: AuditEntry): void {
    this.entries.push(entry);
  }
}

export function newCallers({
  keys = new FakeApiKeys(),
  tokens = new NoCallerTokens(),
  audit = new FakeAuditLog(),
  metrics = new Metrics({ processMetrics: false }),
}: { keys?: ApiKeys; tokens?: CallerTokens; audit?: AuditLog; metrics?: Metrics } = {}): Callers {
  return new Callers(keys, tokens, audit, metrics);
}

/** @param options as above; `open` says which networks need no key */
export function newHttpCallers({
  open = ['127.0.0.0/8'],
  ...options
}: Parameters<typeof newCallers>[0] & { open?: string[] } = {}): HttpCallers {
  return new HttpCallers(newCallers(options), LiveConfig.still(LogicConfig, { api: { open } }));
}
