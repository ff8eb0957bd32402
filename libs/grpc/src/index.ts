export { createGrpcClient } from './create-grpc-client.js';
export { createGrpcServer } from './create-grpc-server.js';
export type { GrpcClient } from './grpc-client.js';
export type { GrpcServer } from './grpc-server.js';
export { GrpcHandler } from './grpc-handler.js';
