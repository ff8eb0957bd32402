import { Injectable } from '@nestjs/common';
import { StoreClock } from '#bus';
import { REPORT_INTERVAL_MS } from '#contracts';
import { InstanceTable, type Instance } from '../instances/instance-table.js';
import { percentile } from './percentile.js';
import { SLOT_MS, slotOf, SLOTS } from './slot-ring.js';
import { StatsHistory, type Step } from './stats-history.js';
import type { InstanceStats, Stats, StatsPoint, StatsQuery } from './stats.schema.js';

/** A slot is told when the reports about it have come. */
const COMPLETE_AFTER_MS = REPORT_INTERVAL_MS + 1_000;
const MS_PER_SECOND = 1_000;
/** Numbers are told to a millionth: by the thousandth, what happened once in an hour would be a rate of 0. */
const DECIMALS = 1_000_000;

/** The last hour, ready for charts. */
@Injectable()
export class StatsService {
  constructor(
    private readonly history: StatsHistory,
    private readonly instances: InstanceTable,
    private readonly clock: StoreClock,
  ) {}

  /** Cost: some milliseconds for an hour of 10 instances by steps of 10 s. */
  read({ from, step, nodes, app }: StatsQuery): Stats {
    const end = slotOf(this.clock.now() - COMPLETE_AFTER_MS);
    const slots = (step * MS_PER_SECOND) / SLOT_MS;
    const oldest = end - SLOTS + 1;
    // Steps begin at whole ones, so that a chart that is drawn again has the same points; the first may begin before what is
    // known. Were it the next one, there would be none where a step is as long as the hour.
    const first = Math.floor(Math.max(from === undefined ? oldest : slotOf(from), oldest) / slots) * slots;
    const steps: Step[] = [];
    for (let at = first; at + slots <= end; at += slots) {
      const one = { first: at, slots };
      if (this.history.knows(one)) steps.push(one);
    }
    return {
      step,
      from: first * SLOT_MS,
      to: Math.max(first, first + Math.floor((end - first) / slots) * slots) * SLOT_MS,
      series: this.seriesOf(steps),
      nodes: nodes
        ? this.instances
            .all()
            .filter(({ report }) => app === undefined || report.app === app)
            .map((instance) => this.statsOf(instance, steps))
        : [],
    };
  }

  private seriesOf(steps: readonly Step[]): StatsPoint[] {
    const { history } = this;
    const last = { connections: 0, rooms: 0, backlog: 0, oldestTask: 0 };
    return steps.map((step) => {
      // A level that was not sampled, since this process was busy, is as it was.
      for (const level of ['connections', 'rooms', 'backlog', 'oldestTask'] as const) {
        last[level] = history.level(step, level) ?? last[level];
      }
      const rate = (field: Parameters<StatsHistory['rate']>[1]): number => rounded(history.rate(step, field));
      return {
        time: step.first * SLOT_MS,
        connections: last.connections,
        rooms: last.rooms,
        sessionsBegun: rate('sessionsBegun'),
        sessionsEnded: rate('sessionsEnded'),
        pushes: rate('pushes'),
        tasks: rate('tasks'),
        deliveries: rate('deliveries'),
        latency: latencyOf(history.latency(step)),
        backlog: last.backlog,
        oldestTask: rounded(last.oldestTask),
        dropped: roundedAll(history.reasons(step, 'dropped')),
        refused: roundedAll(history.reasons(step, 'refused')),
      };
    });
  }

  private statsOf({ report: { id, app } }: Instance, steps: readonly Step[]): InstanceStats {
    const values = (field: Parameters<StatsHistory['ofInstance']>[2]): (number | null)[] =>
      steps.map((step) => {
        const value = this.history.ofInstance(id, step, field);
        return value === null ? null : rounded(value);
      });
    return {
      id,
      app: app as InstanceStats['app'],
      connections: values('connections'),
      pushes: values('pushes'),
      tasks: values('tasks'),
      deliveries: values('deliveries'),
      dropped: values('dropped'),
      cpu: values('cpu'),
      rss: values('rss'),
      eventLoopLag: values('eventLoopLag'),
    };
  }
}

function latencyOf(classes: readonly number[]): StatsPoint['latency'] {
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => percentile(classes, share));
  if (p50 === undefined || p90 === undefined || p99 === undefined) return null;
  return { p50: rounded(p50), p90: rounded(p90), p99: rounded(p99) };
}

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}

function roundedAll(values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, rounded(value)]));
}
