import type { Metrics } from '#observability';
import type { GrpcClient } from './grpc-client.js';

/** A client for one address. The gRPC library is loaded by the first of these calls. @param address `host:port` */
export async function createGrpcClient(address: string, metrics: Metrics): Promise<GrpcClient> {
  const { GrpcClient } = await import('./grpc-client.js');
  return new GrpcClient(address, metrics);
}
