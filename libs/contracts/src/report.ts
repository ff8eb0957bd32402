import type { Report } from './proto/messages.js';

/** How often each process reports of itself. */
export const REPORT_INTERVAL_MS = 5_000;

/** The classes of how long a push took: each has those up to its bound, in milliseconds, and one more has those above all. */
export const PUSH_LATENCY_BOUNDS: readonly number[] = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 2_000, 3_000, 5_000, 10_000, 30_000,
  60_000,
];

const EMPTY_REPORT = {
  app: '',
  id: '',
  version: '',
  host: '',
  pid: 0,
  primary: 0,
  startedAt: 0,
  ready: false,
  problems: [] as string[],
  ending: false,
  cpu: 0,
  rss: 0,
  heap: 0,
  eventLoopLag: 0,
  maxConnections: 0,
  connections: 0,
  sessionsBegun: 0,
  pushes: 0,
  tasks: 0,
  deliveries: 0,
  dropped: [],
  refused: [],
  latency: [] as number[],
  leases: [],
  busiest: [],
  slowest: [],
  closedAsSlow: [],
} satisfies Report;

/** A report whose fields are empty where they are not given. */
export function reportOf(fields: Partial<Report>): Report {
  return { ...EMPTY_REPORT, ...fields };
}
