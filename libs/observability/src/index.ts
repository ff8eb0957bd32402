export { ConfigMonitor } from './config-monitor.js';
export { nestLogger } from './logger.js';
export { Metrics, type Counts, type LabelledCounts } from './metrics.js';
export { AddedUpMetrics, shareMetrics } from './worker-metrics.js';
export { MetricsModule } from './metrics.module.js';
export { guardOps, opsAdapter } from './ops-adapter.js';
export { OPS_CONTROLLERS, OpsModule } from './ops.module.js';
export { refusalsAt, type Refusals } from './refusals.js';
export { ReadinessCheck } from './readiness-check.js';
