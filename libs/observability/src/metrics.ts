import { getHeapStatistics } from 'node:v8';
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { ObservedHistogram, type Classes } from './observed-histogram.js';

/** Metrics of prom-client: gauges that are named as counters, each the sum of another metric. */
const MISNAMED = ['nodejs_active_resources_total', 'nodejs_active_handles_total', 'nodejs_active_requests_total'];

/**
 * Milliseconds between two looks at how late the event loop is; a look itself takes as long, and is in what the metrics tell.
 * Every look wakes a process that has nothing to do: by prom-client's own 10 ms, 100 times a second.
 */
export const LAG_LOOK_MS = 50;

/** What plain code needs of a counter without labels. */
export interface Counts {
  inc(value?: number): void;
}

/** What plain code needs of a counter with labels. */
export interface LabelledCounts<Label extends string> {
  inc(labels: Record<Label, string | number>, value?: number): void;
}

/** One number, or one for each value of the label that the metric was declared with. */
type Reading = number | Readonly<Record<string, number>>;

/** One of the numbers of a metric. */
export interface MetricValue {
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly value: number;
}

export interface MetricsOptions {
  /** CPU, memory, event-loop delay and GC of this process. Off in tests that start many apps: its observers stay. */
  readonly processMetrics?: boolean;
}

/**
 * The metrics of one app, in a registry of their own, because several apps may run in one process. Asking again for the
 * name of a counter gives the counter that exists.
 *
 * Measured cost of one `inc` (Node 20, one core): without labels 16 ns; with one label 82 ns, with two 158 ns, each
 * allocating its key (`counter.labels(…)` beforehand saves nothing). So count once a batch, `inc(delivered)`, rather than
 * once a recipient; or keep a field and declare it as observed, which costs an addition.
 */
export class Metrics {
  readonly registry = new Registry();

  constructor({ processMetrics = true }: MetricsOptions = {}) {
    if (!processMetrics) return;
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LAG_LOOK_MS });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    // prom-client tells what the heap has, and not what it may have.
    this.observedHighest(
      'goim_heap_used_ratio',
      'What the heap has of what it may grow to; V8 ends a process that needs more than 1.',
      () => {
        const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
        return used / limit;
      },
    );
  }

  /**
   * @param shown from the start, as 0: Prometheus sees no growth in what it has not seen before, and an alarm would not hear of
   *   what is counted first
   * @throws Error where the name is another type's
   */
  counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    shown: readonly Readonly<Record<Label, string>>[] = [],
  ): Counter<Label> {
    const existing = this.registry.getSingleMetric(name);
    if (existing && !(existing instanceof Counter)) {
      throw new Error(`the metric ${name} exists already, as another type`);
    }
    const counter = existing ?? new Counter({ name, help, labelNames, registers: [this.registry] });
    for (const labels of shown) counter.inc(labels, 0);
    return counter;
  }

  /** A counter that some object keeps as a number that only grows; read when the metrics are asked for. */
  observedCounter(name: string, help: string, read: () => number): void;
  observedCounter(name: string, help: string, read: () => Readonly<Record<string, number>>, label: string): void;
  observedCounter(name: string, help: string, read: () => Reading, label?: string): void {
    new Counter({
      name,
      help,
      labelNames: label ? [label] : [],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [labels, value] of readings(read(), label)) this.inc(labels, value);
      },
    });
  }

  /** A gauge that is read when the metrics are asked for. */
  observedGauge(name: string, help: string, read: () => number): void;
  observedGauge(name: string, help: string, read: () => Readonly<Record<string, number>>, label: string): void;
  observedGauge(name: string, help: string, read: () => Reading, label?: string): void {
    new Gauge({
      name,
      help,
      labelNames: label ? [label] : [],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [labels, value] of readings(read(), label)) this.set(labels, value);
      },
    });
  }

  /** A gauge of which several processes of one app (node:cluster) show the lowest, not the sum. */
  observedLowest(name: string, help: string, read: () => number): void {
    this.observedOfSeveral('min', name, help, read);
  }

  /** The same with the highest: for what each of them sees of one thing that they share. */
  observedHighest(name: string, help: string, read: () => number): void {
    this.observedOfSeveral('max', name, help, read);
  }

  /** A histogram that some object keeps; read when the metrics are asked for. @param bounds upper ones, but for the last */
  observedHistogram(name: string, help: string, bounds: readonly number[], read: () => Classes): void {
    new ObservedHistogram({ name, help, registers: [this.registry] }, bounds, read);
  }

  /** What a metric says now, of a histogram its classes, sum and count; nothing where there is none of this name. */
  async read(name: string): Promise<readonly MetricValue[]> {
    return (await this.registry.getSingleMetric(name)?.get())?.values ?? [];
  }

  /** Everything in Prometheus' text format. */
  expose(): Promise<string> {
    return this.registry.metrics();
  }

  private observedOfSeveral(aggregator: 'min' | 'max', name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      aggregator,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}

function readings(reading: Reading, label?: string): [labels: Record<string, string>, value: number][] {
  if (typeof reading === 'number' || label === undefined) return [[{}, Number(reading)]];
  return Object.entries(reading).map(([labelValue, value]) => [{ [label]: labelValue }, value]);
}

/** Counts what a port refuses. @param reason stable, one of a few */
export type Refusals = (reason: string) => void;

/** @param port the section of the configuration that it has */
export function refusalsAt(metrics: Metrics, port: string): Refusals {
  const refused = metrics.counter(
    'goim_refused_total',
    'Connections and requests that were refused, by port and reason.',
    ['port', 'reason'],
  );
  return (reason) => refused.inc({ port, reason });
}
