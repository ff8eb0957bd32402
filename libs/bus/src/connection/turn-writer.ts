import type { Socket } from 'node:net';
import type { NatsConnection } from '@nats-io/transport-node';

/** Where the library keeps the socket of its connection: a new one after each reconnect. */
interface Internals {
  readonly protocol?: { readonly transport?: { readonly socket?: Partial<Pick<Socket, 'cork' | 'uncork'>> } };
}

/**
 * Joins what is published in one turn of the event loop into one write: the library writes after each piece of code that
 * publishes, so once for each request that arrived. A write is a system call, and wakes the server, which costs more than
 * all that logic does for a push. Nothing waits for longer than what is read in the same turn is worked.
 *
 * The socket is the library's private field, so this file is the only one that knows it; where it is not as expected,
 * everything is written as the library has it.
 */
export class TurnWriter {
  private corked: Socket | undefined;

  constructor(private readonly connection: NatsConnection) {}

  /** What is published from now on, in this turn, is written at its end. */
  join(): void {
    if (this.corked) return;
    const socket = (this.connection as Internals).protocol?.transport?.socket;
    if (!isCorkable(socket)) return;
    this.corked = socket;
    socket.cork();
    setImmediate(this.write);
  }

  private readonly write = (): void => {
    const { corked } = this;
    this.corked = undefined;
    corked?.uncork();
  };
}

function isCorkable(socket: object | undefined): socket is Socket {
  const { cork, uncork } = (socket ?? {}) as Partial<Socket>;
  return typeof cork === 'function' && typeof uncork === 'function';
}
