export { ConfigMonitor } from './config-monitor.js';
export { loggerModule, nestLogger, setLogLevel, type LoggerOptions } from './logger.js';
export { Metrics, type Counts, type LabelledCounts, type MetricsOptions, type Observes } from './metrics.js';
export { AddedUpMetrics, shareMetrics } from './worker-metrics.js';
export { MetricsModule } from './metrics.module.js';
export { OpsModule, type OpsModuleOptions } from './ops.module.js';
export { ReadinessCheck } from './readiness-check.js';
