import type { Metrics } from '#observability';
import type { GrpcClient } from './grpc-client.js';
import type { GrpcServer, GrpcServerOptions } from './grpc-server.js';

export { GrpcHandler } from './grpc-handler.js';
export type { GrpcClient } from './grpc-client.js';
export type { CallGuard, GrpcServer, IncomingCall } from './grpc-server.js';

/** A client for one address. The first of these calls loads the gRPC library. @param address `host:port` */
export async function createGrpcClient(address: string, metrics: Metrics): Promise<GrpcClient> {
  const { GrpcClient } = await import('./grpc-client.js');
  return new GrpcClient(address, metrics);
}

/**
 * A Nest strategy that serves one gRPC service, with health and reflection beside it. This call loads
 * the gRPC libraries (9 MB), so that an app that does not serve gRPC does not pay for them.
 */
export async function createGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { GrpcServer } = await import('./grpc-server.js');
  return new GrpcServer(options);
}
