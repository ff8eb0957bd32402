import type { Server, Socket } from 'node:net';
import type { SocketPlaces } from '#limits';
import { takeProxyHeaders, type ProxyProtocolOptions } from './proxy-protocol.js';

export interface SocketsOptions {
  readonly places: SocketPlaces;
  /** Of the load balancers that say by it whom a socket is of; none unless given. */
  readonly proxyProtocol?: Omit<ProxyProtocolOptions, 'refused'>;
  /** @param reason stable, for the metrics; `connections` where there is no place */
  readonly refused: (reason: string) => void;
}

const PLACE = Symbol('place');

interface Placed extends Socket {
  [PLACE]: { readonly places: SocketPlaces; readonly address: string };
}

// One listener for all sockets: a closure each would be memory of each connection.
function leave(this: Placed): void {
  const { places, address } = this[PLACE];
  places.leaveFrom(address);
}

/**
 * Has a server take no more sockets than there are places for: from the moment that they are accepted, so also those that say
 * nothing, speak no TLS, or send half of a request. Whom they are of is known where the PROXY protocol has said it.
 *
 * To be called before the server listens, in place of `takeProxyHeaders`.
 */
export function boundSockets(server: Server, { places, proxyProtocol, refused }: SocketsOptions): void {
  function refuse(socket: Socket): void {
    refused('connections');
    socket.destroy();
  }
  function left(): void {
    places.leave();
  }
  // Each behind what the server does with a socket itself: by then somebody listens for its errors.
  server.on('connection', (socket: Placed) => {
    const { remoteAddress: address = 'unknown' } = socket;
    if (socket.destroyed) return;
    socket[PLACE] = { places, address };
    socket.once('close', leave);
    if (!places.enterFrom(address)) refuse(socket);
  });
  if (proxyProtocol) takeProxyHeaders(server, { ...proxyProtocol, refused });
  server.on('connection', (socket: Socket) => {
    const fits = places.enter();
    socket.once('close', left);
    if (!fits) refuse(socket);
  });
}
