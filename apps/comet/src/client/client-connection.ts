import type { Channel, Outlet } from '../hub/channel.js';
import type { Session } from './session.js';

/** One client's connection as its session sees it, whatever carries it. */
export interface ClientConnection extends Outlet {
  /** Unique in this process. */
  readonly id: number;
  readonly session: Session;
  /** Address of the client, without its port. */
  readonly ip: string;
  /** Cookie header of the upgrade; '' where there is none. */
  readonly cookie: string;
  /** Sends one packet to this client. */
  reply(ver: number, op: number, seq: number, body: Uint8Array): void;
  /** Hands no more frames to the session until `resume`; what comes meanwhile stays with the kernel. */
  pause(): void;
  resume(): void;
}

/** Every channel of a comet was made by the session of a client's connection. */
export function connectionBelow(channel: Channel): ClientConnection {
  return channel.outlet as ClientConnection;
}
