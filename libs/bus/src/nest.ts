// What of the bus is for Nest: an entry of its own, because it loads Nest, which takes a second of CPU time.
export { BusContext, BusRpcStrategy } from './bus-rpc.strategy.js';
export { BusMonitor } from './bus-monitor.js';
export { BusReadiness, StoreReadiness } from './bus-readiness.js';
export { BusModule } from './bus.module.js';
export { DurableReadiness } from './durable/durable-monitor.js';
export { RpcHandler } from './rpc-handler.js';
