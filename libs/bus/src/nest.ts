// What of the bus is for Nest: an entry of its own, because it loads Nest, which takes a second of CPU time.
export { BusContext, BusRpcStrategy } from './rpc/bus-rpc.strategy.js';
export { BusMonitor } from './connection/bus-monitor.js';
export { BusReadiness, StoreReadiness } from './connection/bus-readiness.js';
export { BusModule } from './bus.module.js';
export { DurableReadiness } from './durable/durable-monitor.js';
export { RpcHandler } from './rpc/rpc-handler.js';
