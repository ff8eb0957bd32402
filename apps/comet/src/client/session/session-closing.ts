import { setTimeout as delay } from 'node:timers/promises';
import { Disconnects } from '#contracts';
import type { SessionTable } from './session-table.js';

const SWEEP_INTERVAL_MS = 1_000;
const STEP_MS = 20;
/** Sessions closed at once, whatever the window: a handful of clients need not be spread. */
const LEAST_PER_STEP = 50;

/** Closes, once a second, the sessions whose time is over. So timeouts are at most a second late. */
export class SessionSweeper {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly table: SessionTable,
    private readonly now: () => number,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.table.sweep(this.now()), SWEEP_INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** Closes every session because the server goes, spread over `windowMs`, so that not all come back elsewhere at once. */
export async function closeAll(table: SessionTable, windowMs: number): Promise<void> {
  const perStep = Math.max(LEAST_PER_STEP, Math.ceil((table.size * STEP_MS) / Math.max(windowMs, STEP_MS)));
  while (table.size > 0) {
    for (const session of table.take(perStep)) session.connection.close(Disconnects.shutdown);
    if (table.size > 0) await delay(STEP_MS);
  }
}
