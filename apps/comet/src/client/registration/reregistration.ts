import { setTimeout as delay } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { SessionTable, TimedSession } from '../session/session-table.js';

/** 5,000 sessions a second: a logic registers some 10,000. */
const STEP_MS = 20;
const SESSIONS_A_STEP = 100;
const MAX_IN_FLIGHT = 1_000;
const RETRY_WAIT_MS = 1_000;

/**
 * Registers every session of this comet again when the registry has lost them, rather than at the next renewal of each, which
 * may be minutes away.
 */
export class Reregistration implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Sessions that still have to be registered; a loss in the middle begins anew. */
  private left: TimedSession[] = [];
  private running = false;
  private end: (() => void) | undefined;
  private inFlight = 0;

  constructor(
    private readonly table: SessionTable,
    /** Calls back whenever the registry has lost its sessions. @returns what ends that */
    private readonly onLoss: (lost: () => void) => () => void,
    private readonly now: () => number,
  ) {}

  onApplicationBootstrap(): void {
    this.end = this.onLoss(() => void this.begin());
  }

  beforeApplicationShutdown(): void {
    this.end?.();
    this.left = [];
  }

  private async begin(): Promise<void> {
    this.left = this.table.lost(this.now());
    if (this.running) return;
    this.running = true;
    while (this.left.length > 0 || this.inFlight > 0) {
      const room = Math.min(SESSIONS_A_STEP, MAX_IN_FLIGHT - this.inFlight);
      for (const session of this.left.splice(-room, room)) void this.register(session);
      await delay(STEP_MS);
    }
    this.running = false;
  }

  private async register(session: TimedSession): Promise<void> {
    this.inFlight++;
    if (!(await session.register())) {
      await delay(RETRY_WAIT_MS);
      this.left.push(session);
    }
    this.inFlight--;
  }
}
