import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Bus, NodeDirectory } from '#bus';
import { RoomReport, subjects, type CometId, type RoomKey } from '#contracts';
import { SessionRegistry } from '../../sessions/session-registry.js';

/** Keeps a part below the longest message of the bus, even with the longest keys. */
const ROOMS_PER_PART = 2_000;
/** As in goim: an older report no longer counts. */
const STALE_AFTER_MS = 5 * 60_000;
const SWEEP_INTERVAL_MS = 10_000;

interface Reported {
  round: number;
  parts: number;
  /** Of the round that is under way. */
  readonly rooms: Map<RoomKey, number>;
  got: number;
  /** When the last complete report came, by `performance.now()`; 0 = none yet. */
  completeAt: number;
}

/**
 * The room counts that legacy comets report every 10 s to any logic, passed on to all of them: their clients change rooms
 * without a request to logic. A comet's last report replaces the counts of its sessions.
 */
@Injectable()
export class RoomReports implements BeforeApplicationShutdown {
  private readonly reports = new Map<CometId, Reported>();
  private readonly sweeper: NodeJS.Timeout;

  constructor(
    private readonly bus: Bus,
    private readonly sessions: SessionRegistry,
    directory: NodeDirectory,
  ) {
    bus.subscribe(subjects.roomReport, ({ data }) => this.take(RoomReport.decode(data)));
    directory.on('leave', (comet) => this.forget(comet));
    this.sweeper = setInterval(() => this.sweep(), SWEEP_INTERVAL_MS);
    this.sweeper.unref();
  }

  /** Applies a comet's report, and passes it on to the other logics. */
  report(server: string, roomCount: Readonly<Record<string, number>>): void {
    const rooms = Object.entries(roomCount);
    const parts = Math.max(Math.ceil(rooms.length / ROOMS_PER_PART), 1);
    const round = Date.now();
    for (let part = 0; part < parts; part++) {
      const some = rooms.slice(part * ROOMS_PER_PART, (part + 1) * ROOMS_PER_PART);
      const report = { server, round, part, parts, roomCount: Object.fromEntries(some) };
      this.take(report);
      if (this.bus.isConnected) this.bus.publish(subjects.roomReport, RoomReport.encode(report).finish());
    }
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.sweeper);
  }

  private take({ server, round, part, parts, roomCount }: RoomReport): void {
    const comet = server as CometId;
    let report = this.reports.get(comet);
    // The bus delivers this logic's own report too, which is complete already.
    if (report?.round === round && report.got === report.parts) return;
    if (report?.round !== round) {
      report = { round, parts, rooms: new Map(), got: 0, completeAt: report?.completeAt ?? 0 };
      this.reports.set(comet, report);
    }
    if (report.got !== part) return;
    for (const [room, count] of Object.entries(roomCount)) if (count > 0) report.rooms.set(room as RoomKey, count);
    if (++report.got < parts) return;
    report.completeAt = performance.now();
    this.sessions.reportRooms(comet, report.rooms);
  }

  private forget(comet: CometId): void {
    if (this.reports.delete(comet)) this.sessions.reportRooms(comet, undefined);
  }

  private sweep(): void {
    const stale = performance.now() - STALE_AFTER_MS;
    for (const [comet, { completeAt }] of this.reports) if (completeAt < stale) this.forget(comet);
  }
}
