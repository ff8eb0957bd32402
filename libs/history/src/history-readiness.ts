import { Injectable } from '@nestjs/common';
import { ReadinessCheck } from '#observability';
import { HistoryDatabase } from './history-database.js';

/** Degraded while the database is away: pushes are delivered all the same. */
@Injectable()
export class HistoryReadiness extends ReadinessCheck {
  readonly name = 'history';
  override readonly isVital = false;

  constructor(private readonly database: HistoryDatabase) {
    super();
  }

  check(): void {
    const { whyUnavailable } = this.database;
    if (whyUnavailable === undefined) return;
    // Nobody else may ask it for long: the next probe is to know that it is back.
    void this.database.look();
    throw new Error(whyUnavailable);
  }
}
