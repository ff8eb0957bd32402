import { Injectable, Logger } from '@nestjs/common';
import { NobodyListens, NodeDirectory } from '#bus';
import type { CometId, Disconnect } from '#contracts';
import { Metrics, type LabelledCounts } from '#observability';
import type { SessionRecord } from './session-record.js';
import { CometClient } from '../nodes/comet-client.js';

/** How often a comet that does not answer is logged, however many sessions it has. */
const LOG_INTERVAL_MS = 60_000;

/**
 * How long a comet for which nobody answers is not asked again: when one dies, all its clients come back elsewhere before the
 * list of nodes has forgotten it, and each would have it asked to close the session that ended with it.
 */
const SILENT_MS = 1_000;

/** Asks comets to close sessions that logic itself wants closed. */
@Injectable()
export class SessionCloser {
  private readonly logger = new Logger(SessionCloser.name);
  private readonly asked: LabelledCounts<'reason' | 'outcome'>;
  private readonly loggedAt = new Map<CometId, number>();
  private readonly silentSince = new Map<CometId, number>();

  constructor(
    private readonly comets: CometClient,
    private readonly directory: NodeDirectory,
    metrics: Metrics,
  ) {
    this.asked = metrics.counter(
      'goim_session_closes_total',
      'Sessions that comets were asked to close, by reason and by what came of it.',
      ['reason', 'outcome'],
    );
    directory.on('leave', (comet) => {
      this.loggedAt.delete(comet);
      this.silentSince.delete(comet);
    });
  }

  /** Resolves when the comet has closed the session or can't be asked. Failures are counted and logged, never thrown. */
  async close(session: SessionRecord, why: Disconnect): Promise<void> {
    this.asked.inc({ reason: why.reason, outcome: await this.ask(session, why) });
  }

  private async ask({ comet, key, connection }: SessionRecord, why: Disconnect): Promise<string> {
    // Its connections ended with it.
    if (!this.directory.has(comet)) return 'comet-gone';
    // A legacy comet numbers no connections, and answers no such request.
    if (connection === 0) return 'unsupported';
    if (performance.now() - (this.silentSince.get(comet) ?? Number.NEGATIVE_INFINITY) < SILENT_MS) return 'unanswered';
    try {
      const request = { key, connection, reason: why.reason, message: why.message ?? '' };
      return (await this.comets.close(comet, request)) ? 'closed' : 'not-there';
    } catch (err) {
      if (err instanceof NobodyListens) this.silentSince.set(comet, performance.now());
      this.log(comet, why, err);
      return 'unanswered';
    }
  }

  private log(comet: CometId, why: Disconnect, err: unknown): void {
    const now = performance.now();
    if (now - (this.loggedAt.get(comet) ?? Number.NEGATIVE_INFINITY) < LOG_INTERVAL_MS) return;
    this.loggedAt.set(comet, now);
    this.logger.warn('a comet does not answer; what it was to close ends with its next renewal', {
      comet,
      reason: why.reason,
      err,
    });
  }
}
