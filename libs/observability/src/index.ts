export { ConfigMonitor } from './config-monitor.js';
export { nestLogger } from './logger.js';
export { Metrics, type Counts, type LabelledCounts } from './metrics.js';
export { AddedUpMetrics, shareMetrics } from './worker-metrics.js';
export { MetricsModule } from './metrics.module.js';
export { opsAdapter } from './ops-adapter.js';
export { OPS_CONTROLLERS, OpsModule } from './ops.module.js';
export { ReadinessCheck } from './readiness-check.js';
