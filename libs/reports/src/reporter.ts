import { hostname } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { randomBytes } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Bus } from '#bus';
import { packageVersion, type AppName } from '#config';
import {
  Report,
  REPORT_INTERVAL_MS,
  reportOf,
  subjects,
  type BusyRoom,
  type ClosedSession,
  type HeldLease,
  type WaitingSession,
} from '#contracts';
import { LAG_LOOK_MS, Metrics, Readiness } from '#observability';
import { counted } from './counted.js';

/** Injection token of this process's `ReportedAs`. */
export const REPORTED_AS = Symbol('ReportedAs');

/** As what a process reports. */
export interface ReportedAs {
  readonly app: AppName;
  /** Of this run of the process. */
  readonly id: string;
  /** The process that keeps this one; none unless given. */
  readonly primary?: number | undefined;
  /** Of the partitions that it works; none unless given. */
  readonly leases?: () => HeldLease[];
  /** Of a job; asked once for each report. */
  readonly busiest?: () => BusyRoom[];
  /** Of a comet: connections that it takes at most; Infinity = any number. */
  readonly maxConnections?: () => number;
  /** Of a comet; asked once for each report, and never before the last answer. */
  readonly slowest?: () => Promise<WaitingSession[]>;
  /** Of a comet. */
  readonly closedAsSlow?: () => ClosedSession[];
}

/** A process that has started is ready after this, as a rule. */
const READY_AFTER_MS = 1_000;
const NANOS_PER_MS = 1_000_000;
const MICROS_PER_SECOND = 1_000_000;

/**
 * Tells all logics every 5 s how this process is and what it has counted, at once when it starts, and once more when it ends.
 * What is published while the bus is away is lost, and nothing of the counts with it.
 *
 * Cost: some 0.3 ms each time, and one message to each logic.
 */
@Injectable()
export class Reporter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Reporter.name);
  /** The metrics' own look is reset by whoever reads them. */
  private readonly lateness = monitorEventLoopDelay({ resolution: LAG_LOOK_MS });
  private readonly constants: Pick<Report, 'version' | 'host' | 'pid' | 'startedAt'> = {
    version: packageVersion(),
    host: hostname(),
    pid: process.pid,
    startedAt: Math.round(Date.now() - process.uptime() * 1_000),
  };
  private readyLook: NodeJS.Timeout | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isReporting = false;
  private hasEnded = false;

  constructor(
    private readonly bus: Bus,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
    @Inject(REPORTED_AS) private readonly as: ReportedAs,
  ) {}

  onApplicationBootstrap(): void {
    this.lateness.enable();
    const report = (): void => void this.reportOnce();
    // At once, before there is much to count: logics compare each report with the one before.
    report();
    this.readyLook = setTimeout(report, READY_AFTER_MS).unref();
    this.timer = setInterval(report, REPORT_INTERVAL_MS).unref();
  }

  /** While the bus still works. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.readyLook);
    clearInterval(this.timer);
    this.lateness.disable();
    this.hasEnded = true;
    await this.report([], { ending: true });
  }

  /** Where there is much else to do, a report may take longer than the time to the next, which is left out then. */
  private async reportOnce(): Promise<void> {
    if (this.isReporting) return;
    this.isReporting = true;
    try {
      const slowest = (await this.as.slowest?.()) ?? [];
      // After its last report nobody is to hear of it again.
      if (!this.hasEnded) await this.report(slowest);
    } finally {
      this.isReporting = false;
    }
  }

  private async report(slowest: WaitingSession[], end: Partial<Report> = {}): Promise<void> {
    if (!this.bus.isConnected) return;
    try {
      const [state, counts] = await Promise.all([this.readiness.look(), counted(this.metrics)]);
      if (this.hasEnded && !end.ending) return;
      const report = reportOf({
        ...this.constants,
        ...this.identity(),
        ...use(),
        ...this.lag(),
        ...state,
        ...counts,
        slowest,
        ...end,
      });
      this.bus.publish(subjects.report, Report.encode(report).finish());
    } catch (err) {
      this.logger.warn('cannot report', { err });
    }
  }

  private identity(): Pick<
    Report,
    'app' | 'id' | 'primary' | 'leases' | 'busiest' | 'maxConnections' | 'closedAsSlow'
  > {
    const { app, id, primary = 0, leases, busiest, maxConnections, closedAsSlow } = this.as;
    const most = maxConnections?.() ?? 0;
    return {
      app,
      id,
      primary,
      leases: leases?.() ?? [],
      busiest: busiest?.() ?? [],
      maxConnections: Number.isFinite(most) ? most : 0,
      closedAsSlow: closedAsSlow?.() ?? [],
    };
  }

  /** The look itself takes its interval. */
  private lag(): Pick<Report, 'eventLoopLag'> {
    const late = this.lateness.percentile(99) / NANOS_PER_MS - LAG_LOOK_MS;
    this.lateness.reset();
    return { eventLoopLag: Math.max(late, 0) };
  }
}

function use(): Pick<Report, 'cpu' | 'rss' | 'heap'> {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return { cpu: (user + system) / MICROS_PER_SECOND, rss, heap: heapUsed };
}

const SUFFIX_BYTES = 4;

/** A new id for each run: what a run that died left behind under its id can't be mistaken for this one's. */
export function newInstanceId(name: string): string {
  return `${name}-${randomBytes(SUFFIX_BYTES).toString('hex')}`;
}
