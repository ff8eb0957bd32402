import { EventEmitter } from 'node:events';
import type { MethodDefinition, Server, ServerDuplexStream, ServiceDefinition } from '@grpc/grpc-js';
import { protoDescriptors } from '#contracts';

type Handle = (stream: object) => void;

/** One version of the reflection service, as its package makes it. */
interface Loaded {
  readonly definition: MethodDefinition<object, object>;
  readonly handle: Handle;
}

const METHOD = 'ServerReflectionInfo';
const VERSIONS = ['grpc.reflection.v1', 'grpc.reflection.v1alpha'];

/**
 * gRPC's server reflection, by which tools such as grpcurl learn the services. What answers it is loaded by the first
 * question: 100 ms and 10 MB, which no other caller should pay for.
 *
 * @param services those that are listed, by their whole names
 */
export function addReflection(server: Server, services: readonly string[]): void {
  let loading: Promise<Map<string, Loaded>> | undefined;
  for (const version of VERSIONS) {
    const path = `/${version}.ServerReflection/${METHOD}`;
    server.addService(bytesOnly(path), {
      [METHOD]: (call: ServerDuplexStream<Buffer, Buffer>) => {
        // What comes while the packages are loaded has to wait.
        call.pause();
        loading ??= load(services);
        loading.then(
          (loaded) => answer(call, loaded.get(path)!),
          (error: unknown) => call.destroy(error as Error),
        );
      },
    });
  }
}

function answer(call: ServerDuplexStream<Buffer, Buffer>, { definition, handle }: Loaded): void {
  const stream = Object.assign(new EventEmitter(), {
    write: (message: object) => call.write(definition.responseSerialize(message)),
    end: () => call.end(),
  });
  handle(stream);
  call.on('data', (bytes: Buffer) => stream.emit('data', definition.requestDeserialize(bytes)));
  call.on('end', () => stream.emit('end'));
  call.resume();
}

async function load(services: readonly string[]): Promise<Map<string, Loaded>> {
  const [{ ReflectionService }, { fromJSON }] = await Promise.all([
    import('@grpc/reflection'),
    import('@grpc/proto-loader'),
  ]);
  const loaded = new Map<string, Loaded>();
  const collector = {
    addService: (definitions: Record<string, MethodDefinition<object, object>>, handlers: Record<string, Handle>) => {
      const definition = definitions[METHOD]!;
      loaded.set(definition.path, { definition, handle: handlers[METHOD]! });
    },
  };
  const description = fromJSON(protoDescriptors);
  new ReflectionService(description, { services: [...services] }).addToServer(collector);
  return loaded;
}

/** The method without any decoding. */
function bytesOnly(path: string): ServiceDefinition {
  const asTheyAre = (bytes: Buffer): Buffer => bytes;
  return {
    [METHOD]: {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: asTheyAre,
      requestDeserialize: asTheyAre,
      responseSerialize: asTheyAre,
      responseDeserialize: asTheyAre,
    },
  };
}
