import { Logger } from '@nestjs/common';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { errorText } from '#contracts';
import { Metrics } from './metrics.js';

/** What prom-client tells of every metric of a registry; plain data. */
type Readings = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

const QUESTION = 'metrics?';
const ANSWER = 'metrics';

/** What a worker answers: nothing of its metrics where it cannot read them. */
interface MetricsAnswer {
  readonly type: typeof ANSWER;
  readonly readings?: Readings;
}

/** The IPC channel of a worker to its primary. */
interface PrimaryChannel {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  send?(message: MetricsAnswer): unknown;
}

/** A worker that serves, as far as its metrics need it. */
export interface MeasuredWorker {
  send(message: { readonly type: string }): unknown;
}

/** For a process of node:cluster: lets its primary read these metrics. */
export function shareMetrics(metrics: Metrics, channel: PrimaryChannel = process): void {
  const logger = new Logger(Metrics.name);
  channel.on('message', (message) => {
    if ((message as Partial<{ type: string }> | null)?.type !== QUESTION) return;
    void metrics.registry.getMetricsAsJSON().then(
      (readings) => channel.send?.({ type: ANSWER, readings }),
      (error: unknown) => {
        logger.error('the metrics of this worker cannot be read', { error: errorText(error) });
        channel.send?.({ type: ANSWER });
      },
    );
  });
}

/**
 * In the primary of node:cluster: the metrics of its workers and its own, added up by what each was declared as.
 *
 * A worker that hangs takes nobody's metrics away: it is waited for no longer than it may take, and what it said last is
 * shown. What ended workers counted stays in the sums: a counter that falls is a restart for Prometheus, which would take the
 * whole sum for growth. What they counted after they were asked the last time is lost.
 */
export class AddedUpMetrics extends Metrics {
  /** What the workers that live said last. */
  private readonly said = new Map<MeasuredWorker, Readings>();
  /** The counters and histograms of those that ended. */
  private ofEnded: Promise<Readings> = Promise.resolve([]);
  /** Those that have a question they have not answered. It is not asked again: one that hangs reads nothing. */
  private readonly owing = new Set<MeasuredWorker>();
  /** Those that were asked last and have told nothing. */
  private silent = new Set<MeasuredWorker>();
  private allAnswered: (() => void) | undefined;
  private exposing: Promise<string> | undefined;

  /**
   * @param workers that serve now
   * @param timeoutMs how long one may take to answer
   */
  constructor(
    private readonly workers: () => ReadonlySet<MeasuredWorker>,
    private readonly timeoutMs: number,
  ) {
    super({ processMetrics: false });
    this.observedGauge(
      'goim_workers_silent',
      'Workers that did not tell their metrics: what they said last is shown.',
      () => this.silent.size,
    );
  }

  /** Takes what a worker sent. */
  heard(worker: MeasuredWorker, message: unknown): void {
    const { type, readings } = (message ?? {}) as Partial<MetricsAnswer>;
    if (type !== ANSWER || !this.owing.has(worker)) return;
    if (readings) {
      this.said.set(worker, readings);
      this.silent.delete(worker);
    }
    this.settle(worker);
  }

  /** A worker ended. */
  ended(worker: MeasuredWorker): void {
    const last = this.said.get(worker);
    this.said.delete(worker);
    this.silent.delete(worker);
    if (last) this.ofEnded = this.ofEnded.then((before) => addUp([before, last.filter(outlivesItsWorker)]));
    this.settle(worker);
  }

  /** One question to the workers for all who look at the same time. */
  override expose(): Promise<string> {
    this.exposing ??= this.gather().finally(() => (this.exposing = undefined));
    return this.exposing;
  }

  private async gather(): Promise<string> {
    await this.ask();
    // Taken in one turn: a worker that ends is in one of them, and in no more.
    const ofWorkers = [...this.said.values()];
    const [ofEnded, own] = await Promise.all([this.ofEnded, this.registry.getMetricsAsJSON()]);
    return AggregatorRegistry.aggregate([...ofWorkers, own, ofEnded]).metrics();
  }

  /** Resolves when all have answered, or have had their time. */
  private async ask(): Promise<void> {
    this.silent = new Set(this.workers());
    for (const worker of this.silent) {
      if (this.owing.has(worker)) continue;
      this.owing.add(worker);
      worker.send({ type: QUESTION });
    }
    if (this.owing.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.timeoutMs);
      this.allAnswered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private settle(worker: MeasuredWorker): void {
    if (this.owing.delete(worker) && this.owing.size === 0) this.allAnswered?.();
  }
}

function addUp(all: readonly Readings[]): Promise<Readings> {
  return AggregatorRegistry.aggregate([...all]).getMetricsAsJSON();
}

/** A gauge says how something is, which ends with it. */
function outlivesItsWorker({ type }: Readings[number]): boolean {
  // prom-client's types have an enumeration that its code has not: there is the name.
  return ['counter', 'histogram'].includes(String(type));
}
