export { createGrpcServer } from './create-grpc-server.js';
export type { GrpcServer, GrpcServerOptions } from './grpc-server.js';
export { GrpcErrorFilter } from './grpc-error.filter.js';
export { GrpcHandler } from './grpc-handler.js';
