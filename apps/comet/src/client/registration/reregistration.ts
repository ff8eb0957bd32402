import { setTimeout as delay } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { SessionTable, TimedSession } from '../session/session-table.js';

/** 5,000 sessions a second: a logic registers some 10,000. */
const STEP_MS = 20;
const SESSIONS_A_STEP = 100;
const MAX_IN_FLIGHT = 1_000;
const RETRY_WAIT_MS = 1_000;

/**
 * Registers the sessions of this comet again that the registry has lost, or may have lost, rather than at the next renewal of each,
 * which may be minutes away.
 */
export class Reregistration implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Sessions that still have to be registered; with a loss in the middle, those of both. */
  private left: TimedSession[] = [];
  private running = false;
  private end: (() => void) | undefined;
  private inFlight = 0;

  constructor(
    private readonly table: SessionTable,
    /**
     * Calls back whenever the registry has lost its sessions, or may lack those that changed since a time by the comet's clock.
     *
     * @returns what ends that
     */
    private readonly onLoss: (lost: (since: number) => void) => () => void,
    private readonly now: () => number,
  ) {}

  onApplicationBootstrap(): void {
    this.end = this.onLoss((since) => void this.begin(since));
  }

  beforeApplicationShutdown(): void {
    this.end?.();
    this.left = [];
  }

  private async begin(since: number): Promise<void> {
    this.left = [...new Set([...this.left, ...this.table.lost(this.now(), since)])];
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
