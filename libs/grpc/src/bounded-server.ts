import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Server } from '@grpc/grpc-js';
import { boundSockets } from '#http';
import type { SocketPlaces } from '#limits';

/** What is not said in the library's types: where it makes the server of Node's that it listens by. */
interface MakesServers {
  createHttp2Server?: (this: Server, ...args: unknown[]) => Http2Server;
}

export interface ConnectionBounds {
  readonly places: SocketPlaces;
  /** @param reason stable, for the metrics */
  readonly refused: (reason: string) => void;
  readonly onSession: (session: ServerHttp2Session) => void;
}

/**
 * Bounds the connections of a gRPC server, and has each looked at from its start: the library has settings for neither.
 *
 * @returns ends all of them: the library ends those alone that speak HTTP/2 already, and waits for whoever is about to speak TLS
 * @throws {Error} where the library has no such part any more: a server without bounds is none for strangers
 */
export function boundConnections(server: Server, { places, refused, onSession }: ConnectionBounds): () => void {
  const library = server as unknown as MakesServers;
  const make = library.createHttp2Server;
  if (typeof make !== 'function') throw new Error('connections of this version of @grpc/grpc-js cannot be bounded');
  const sockets = new Set<Socket>();
  function left(this: Socket): void {
    sockets.delete(this);
  }
  library.createHttp2Server = function createBounded(...args) {
    const http2 = make.apply(this, args);
    boundSockets(http2, { places, refused });
    http2.on('connection', (socket: Socket) => void sockets.add(socket.once('close', left)));
    return http2.on('session', onSession);
  };
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
