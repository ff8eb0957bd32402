import type { ApiKey } from '#callers';
import { ApiKeys, AuditLog, Callers, type AuditEntry } from '#callers/nest';
import { Metrics } from '#observability';

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

export function newCallers({
  keys = new FakeApiKeys(),
  audit = new FakeAuditLog(),
  metrics = new Metrics({ processMetrics: false }),
}: { keys?: ApiKeys; audit?: AuditLog; metrics?: Metrics } = {}): Callers {
  return new Callers(keys, audit, metrics);
}
