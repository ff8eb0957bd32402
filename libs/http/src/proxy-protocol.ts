import type { Server, Socket } from 'node:net';
import { isLoopback } from '#config';
import { trustedIn } from './forwarded.js';
import { readProxyHeader, type ProxiedClient, type ProxyHeader } from './proxy-header.js';

export interface ProxyProtocolOptions {
  /** Networks of the load balancers that write the header; of others it is not taken. None: nobody's is looked for. */
  readonly networks: readonly string[];
  /** Whether a connection of theirs without the header is refused; else it is taken as theirs. */
  readonly isRequired: boolean;
  /** Milliseconds that the first bytes may take. */
  readonly timeout: () => number;
  /** @param reason stable, for the metrics */
  readonly refused: (reason: string) => void;
}

interface Peer {
  address?: string;
  port?: number;
  family?: string;
}

/** What Node keeps below a socket. A TLS socket asks the handle of the socket that it is made of. */
interface WithHandle {
  readonly _handle?: { getpeername?: (peer: Peer) => number };
}

type Listener = (this: Server, socket: Socket) => void;

/**
 * Has a server take the PROXY protocol, version 1 or 2, before anything that it speaks itself, TLS as well. From then on a
 * socket's `remoteAddress` is the client's, for all that ask.
 *
 * To be called before the server listens.
 */
export function takeProxyHeaders(server: Server, options: ProxyProtocolOptions): void {
  if (options.networks.length === 0) return;
  const trusts = trustedIn(options.networks);
  const listeners = server.listeners('connection') as Listener[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    awaitHeader(socket, trusts(socket.remoteAddress), options, () => {
      for (const listener of listeners) listener.call(server, socket);
    });
  });
}

/** @param serve called, unless the socket is refused, with what comes behind the header still to be read */
function awaitHeader(
  socket: Socket,
  isTrusted: boolean,
  { isRequired, timeout, refused }: ProxyProtocolOptions,
  serve: () => void,
): void {
  let bytes: Buffer = Buffer.alloc(0);
  const timer = setTimeout(() => refuse('proxy-header-timeout'), timeout());

  function read(): void {
    // Each time Node.js 26 reads what came at one time, and older ones all that has come.
    for (let chunk: Buffer | null; (chunk = socket.read() as Buffer | null) !== null;) {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const header = readProxyHeader(bytes);
      if (header.kind !== 'incomplete') {
        decide(header);
        return;
      }
    }
  }

  function decide(header: Exclude<ProxyHeader, { kind: 'incomplete' }>): void {
    if (header.kind === 'none') {
      if (isTrusted && isRequired) refuse('proxy-header-missing');
      else handOver(0);
    } else if (!isTrusted) refuse('proxy-header-untrusted');
    else if (header.kind === 'malformed') refuse('proxy-header-malformed');
    else handOver(header.length, header.client);
  }

  function refuse(reason: string): void {
    refused(reason);
    socket.destroy();
  }

  function handOver(headerBytes: number, client?: ProxiedClient): void {
    clearTimeout(timer);
    socket.off('readable', read);
    if (client && isFromThere(client, socket)) nameClient(socket, client);
    if (bytes.length > headerBytes) socket.unshift(bytes.subarray(headerBytes));
    serve();
    // Last: the server listens for errors by now.
    socket.off('error', ignore).off('close', ended);
  }

  function ended(): void {
    clearTimeout(timer);
  }

  socket.on('readable', read).on('error', ignore).on('close', ended);
}

/** Loopback, said by a balancer on another machine, is not this one's: such a client counts as the balancer itself. */
function isFromThere({ address }: ProxiedClient, { remoteAddress = '' }: Socket): boolean {
  return !isLoopback(address) || isLoopback(remoteAddress);
}

function ignore(): void {
  // A reset; 'close' follows.
}

function nameClient(socket: Socket, { address, port }: ProxiedClient): void {
  const family = address.includes(':') ? 'IPv6' : 'IPv4';
  Object.defineProperties(socket, {
    remoteAddress: { value: address },
    remotePort: { value: port },
    remoteFamily: { value: family },
  });
  const { _handle: handle } = socket as WithHandle;
  // Without it a client by TLS has the balancer's address.
  if (handle?.getpeername) {
    handle.getpeername = (peer) => {
      Object.assign(peer, { address, port, family });
      return 0;
    };
  }
}
