import { AggregatorRegistry } from 'prom-client';
import { Metrics } from './metrics.js';

/** For a process of node:cluster: lets its primary read these metrics. */
export function shareMetrics(metrics: Metrics): void {
  AggregatorRegistry.setRegistries([metrics.registry]);
  // Its construction makes the process answer the primary.
  void new AggregatorRegistry();
}

/** In the primary of node:cluster: the metrics of all its processes, added up, and its own behind them. */
export class AddedUpMetrics extends Metrics {
  private readonly aggregator = new AggregatorRegistry();

  constructor() {
    super({ processMetrics: false });
  }

  override async expose(): Promise<string> {
    return `${await this.aggregator.clusterMetrics()}\n${await super.expose()}`;
  }
}
