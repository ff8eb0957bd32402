import type { WebSocketClass } from './environment.js';
import type { Gap } from './feed.js';
import type { State } from './link.js';
import type { Message } from './message.js';
import type { Backoff } from './nodes.js';
import type { Withdrawn } from './room.js';

export interface GoimClientOptions {
  /** A comet's address, such as `wss://host:3103/sub`; or `nodes`. */
  readonly url?: string;
  /** goim's list of comets: `http://logic:3111/goim/nodes/weighted?platform=web`, of which the first that answers is taken. */
  readonly nodes?: string;
  /**
   * Called at each connect, and before the token ends that the server has taken. Throw a `NeverError` to stop;
   * after any other error the client tries again.
   *
   * @param refusal why the server refused the last token, such as `auth-refused: expired`, where it did, or `expiring`, where
   * the one that it has taken ends soon: give another one.
   * Where that is refused as well, or is the same, the client does not come back.
   */
  readonly getToken: (refusal?: string) => string | object | Promise<string | object>;
  /** Where an earlier client left off (`client.cursors`). */
  readonly cursors?: Readonly<Record<string, string>>;
  /** Where there is no global one: `import { WebSocket } from 'ws'`. */
  readonly webSocket?: WebSocketClass;
  /** Instead of the server's. Milliseconds; each wait is a random share of base x factor^n, at most max. */
  readonly backoff?: Backoff;
  /** Acknowledges the member's messages one second after they came; without it, `ack()` does. */
  readonly autoAck?: boolean;
  /** Milliseconds that a handshake, a reply or a heartbeat may take: 10,000. */
  readonly timeout?: number;
  /** Longest pause between two heartbeats, in milliseconds: what the server asks for, unless given. */
  readonly heartbeat?: number;
  /** Milliseconds that newer messages of a target wait for missing ones before the gap is told: 15,000. */
  readonly recoverWithin?: number;
}

export interface ClientEvents {
  state: State;
  /** To the member, the session key and all; and to rooms of the token that have no `Room` here. */
  message: Message;
  gap: Gap;
  /** Sessions in the primary room, with each heartbeat. */
  online: number;
  withdrawn: Withdrawn;
}
