import type { SessionTable } from './session-table.js';

const SWEEP_INTERVAL_MS = 1_000;

/** Closes, once a second, the sessions whose time is over. Timeouts are so at most a second late. */
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
