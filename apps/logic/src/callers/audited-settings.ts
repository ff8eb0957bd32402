import { Injectable } from '@nestjs/common';
import { LiveConfig } from '#config';
import { AuditLog } from '#callers/nest';

/** Changed settings go to the audit log by their names, which is all that may be said of secrets. */
@Injectable()
export class AuditedSettings {
  constructor(config: LiveConfig, log: AuditLog) {
    config.onReport(({ source, outcome, applied, waiting }) => {
      if (outcome === 'unchanged') return;
      log.record({ action: 'settings-changed', outcome, details: { source, applied, waiting } });
    });
  }
}
