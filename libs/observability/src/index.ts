export { ConfigMonitor } from './config-monitor.js';
export { HealthReaders } from './health.controller.js';
export { nestLogger } from './logger.js';
export {
  LAG_LOOK_MS,
  Metrics,
  type MetricValue,
  type Counts,
  type LabelledCounts,
  refusalsAt,
  type Refusals,
} from './metrics.js';
export { AddedUpMetrics, shareMetrics } from './worker-metrics.js';
export { MetricsModule } from './metrics.module.js';
export { boundOpsSockets, guardOps, opsAdapter } from './ops-adapter.js';
export { OPS_CONTROLLERS, OpsModule } from './ops.module.js';
export { Readiness, ReadinessCheck } from './readiness.js';
export { SparseLines } from './sparse-lines.js';
