import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import type { GrpcContract, GrpcService, MessageType } from '#contracts';

/** A method as the gRPC library wants it. */
export function methodDefinition<Request, Reply>({
  service,
  method,
  request,
  reply,
}: GrpcContract<Request, Reply>): MethodDefinition<Request, Reply> {
  return {
    path: `/${service}/${method}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: serializeBy(request),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: serializeBy(reply),
    responseDeserialize: (bytes) => reply.decode(bytes),
  };
}

/** A service by the same messages as on the bus: what handlers get is the same by either way. */
export function serviceDefinition(service: GrpcService): ServiceDefinition {
  const definitions = Object.values(service).map((contract) => [contract.method, methodDefinition(contract)] as const);
  return Object.fromEntries(definitions) as ServiceDefinition;
}

function serializeBy<T>(type: MessageType<T>): (message: T) => Buffer {
  return (message) => {
    const bytes = type.encode(message).finish();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
}
