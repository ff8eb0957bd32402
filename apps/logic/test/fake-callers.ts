import { LiveConfig } from '#config';
import { Metrics } from '#observability';
import type { ApiKey } from '../src/callers/api-key.js';
import { ApiKeys } from '../src/callers/api-keys.js';
import { AuditLog, type AuditEntry } from '../src/callers/audit-log.js';
import { Callers } from '../src/callers/callers.js';
import { LogicConfig } from '../src/config/logic.config.js';

/** Keys by the tokens that they are shown by. */
export class FakeApiKeys extends ApiKeys {
  readonly keys = new Map<string, ApiKey>();

  find(token: string): ApiKey | undefined {
    return this.keys.get(token);
  }
}

export class FakeAuditLog extends AuditLog {
  readonly entries: AuditEntry[] = [];

  override record(entry: AuditEntry): void {
    this.entries.push(entry);
  }
}

/** Those of whom none needs a key, unless `open` says who does not. */
export function newCallers({
  keys = new FakeApiKeys(),
  audit = new FakeAuditLog(),
  metrics = new Metrics({ processMetrics: false }),
  open = ['127.0.0.0/8'],
}: { keys?: ApiKeys; audit?: AuditLog; metrics?: Metrics; open?: string[] } = {}): Callers {
  return new Callers(keys, audit, metrics, LiveConfig.still(LogicConfig, { api: { open } }));
}
