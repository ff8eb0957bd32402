import type { GrpcServer, GrpcServerOptions } from './grpc-server.js';

/**
 * A Nest strategy that serves one gRPC service, with health and reflection beside it. The gRPC library is loaded by this
 * call (50 ms and 11 MB), so an app that does not serve gRPC does not pay for it.
 */
export async function createGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { GrpcServer } = await import('./grpc-server.js');
  return new GrpcServer(options);
}
