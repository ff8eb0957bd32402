import { PUSH_LATENCY_BOUNDS, type ReasonCount, type Report } from '#contracts';
import type { Metrics, MetricValue } from '#observability';

type Counts = Pick<
  Report,
  'connections' | 'sessionsBegun' | 'pushes' | 'tasks' | 'deliveries' | 'dropped' | 'refused' | 'latency'
>;

/** How a number of a report is called among the metrics; an app has not all of them. */
const SUMS = {
  connections: 'goim_sessions',
  sessionsBegun: 'goim_authenticated_total',
  pushes: 'goim_push_tasks_total',
  tasks: 'goim_dispatched_tasks_total',
  deliveries: 'goim_writes_total',
} as const;
const LATENCY = 'goim_push_latency_seconds';

/** A metric whose values are reported, each under a reason. */
interface Reasoned {
  readonly metric: string;
  /** Undefined: what is not reported. */
  readonly reasonOf: (labels: MetricValue['labels']) => string | undefined;
}

const DROPPED: readonly Reasoned[] = [
  { metric: 'goim_pushes_dropped_total', reasonOf: () => 'slow' },
  { metric: 'goim_push_unknown_keys_total', reasonOf: () => 'unknown-key' },
  { metric: 'goim_unhealed_total', reasonOf: () => 'unhealed' },
  { metric: 'goim_push_offline_total', reasonOf: () => 'offline' },
  { metric: 'goim_expired_tasks_total', reasonOf: () => 'expired' },
  {
    metric: 'goim_settled_tasks_total',
    reasonOf: ({ outcome }) => (outcome === 'dead-letter' || outcome === 'lost' ? 'dead-letter' : undefined),
  },
];

/** By whom, and why. */
const REFUSED: readonly Reasoned[] = [
  { metric: 'goim_refused_total', reasonOf: ({ port, reason }) => `${port}: ${reason}` },
  { metric: 'goim_api_refused_total', reasonOf: ({ reason }) => `api: ${reason}` },
  { metric: 'goim_auth_refused_total', reasonOf: ({ why }) => `auth: ${why}` },
  { metric: 'goim_access_refused_total', reasonOf: ({ why }) => `access: ${why}` },
  { metric: 'goim_upstream_refused_total', reasonOf: ({ error }) => `upstream: ${error}` },
];

/** What the metrics of this process have counted since its start. Cost: some 20 metrics are read. */
export async function counted(metrics: Pick<Metrics, 'read'>): Promise<Counts> {
  const [connections, sessionsBegun, pushes, tasks, deliveries, dropped, refused, latency] = await Promise.all([
    sumOf(metrics, SUMS.connections),
    sumOf(metrics, SUMS.sessionsBegun),
    sumOf(metrics, SUMS.pushes),
    sumOf(metrics, SUMS.tasks),
    sumOf(metrics, SUMS.deliveries),
    reasonsOf(metrics, DROPPED),
    reasonsOf(metrics, REFUSED),
    classesOf(metrics),
  ]);
  return { connections, sessionsBegun, pushes, tasks, deliveries, dropped, refused, latency };
}

async function sumOf(metrics: Pick<Metrics, 'read'>, name: string): Promise<number> {
  return (await metrics.read(name)).reduce((sum, { value }) => sum + value, 0);
}

async function reasonsOf(metrics: Pick<Metrics, 'read'>, from: readonly Reasoned[]): Promise<ReasonCount[]> {
  const counts = new Map<string, number>();
  const read = await Promise.all(from.map(({ metric }) => metrics.read(metric)));
  for (const [n, values] of read.entries()) {
    for (const { labels, value } of values) {
      const reason = from[n]!.reasonOf(labels);
      if (reason !== undefined && value > 0) counts.set(reason, (counts.get(reason) ?? 0) + value);
    }
  }
  return [...counts].map(([reason, count]) => ({ reason, count }));
}

/** The metric has in each class those of the classes below as well. */
async function classesOf(metrics: Pick<Metrics, 'read'>): Promise<number[]> {
  const upTo = (await metrics.read(LATENCY)).filter(({ labels }) => 'le' in labels).map(({ value }) => value);
  return upTo.length > PUSH_LATENCY_BOUNDS.length ? upTo.map((count, n) => count - (upTo[n - 1] ?? 0)) : [];
}
