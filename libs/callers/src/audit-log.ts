import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from './caller.js';

export interface AuditEntry {
  /** What was done, or asked for: stable, `session-closed`. */
  readonly action: string;
  /** Undefined where nobody called: what the app does of its own accord. */
  readonly caller?: Caller;
  /** `done`, or the code of what it failed with. */
  readonly outcome: string;
  /** Whom or what it was about. Nothing secret, no bodies of messages. */
  readonly details?: object;
}

/**
 * The log of what changes more than one message: pushes to all, ended sessions, bans, changed settings, refused keys. One line
 * each, at level info, under the context `Audit`.
 */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger('Audit');

  record({ action, caller, outcome, details }: AuditEntry): void {
    const { address, peer, key } = caller ?? {};
    this.logger.log(action, { outcome, address, peer, keyId: key?.id, keyName: key?.name, details });
  }
}
