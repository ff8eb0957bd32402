import type { Channel, Outlet } from '../hub/channel.js';

/** A client's session as others than its connection see it. */
export interface ClientSession {
  /** Revision under which logic stored it; 0 = not known. */
  readonly revision: number;
  /** Milliseconds since the client showed that it is there. */
  readonly silentFor: number;
  /** Resolves when logic was notified of the rooms that the client is in now, or could not be. */
  roomsChanged(): Promise<void>;
  /** The client's credentials end in so many milliseconds, below 0 = they have ended; 0 = never. */
  expireIn(ms: number): void;
  /** The client asked for something. @returns false where it asks for too much, and its connection was closed */
  spend(): boolean;
  /** A fault of ours costs this client its connection, not everybody theirs, and is reported. */
  fail(error: unknown): void;
}

/** One client's connection as its session sees it, whatever carries it. */
export interface ClientConnection extends Outlet {
  /** Unique in this process. */
  readonly id: number;
  readonly session: ClientSession;
  /** Whether the client must come and read what is for it: its heartbeats alone do not show that anybody does. */
  readonly mustRead: boolean;
  /** Address of the client, without its port. */
  readonly ip: string;
  /** Cookie header of the upgrade; '' where there is none. */
  readonly cookie: string;
  /** Of the page that a browser's client is in; '' where it is in none. Programs say what they like. */
  readonly origin: string;
  /** Sends one packet to this client. */
  reply(ver: number, op: number, seq: number, body: Uint8Array): void;
  /** What is written meanwhile goes out as one: a system call, not many. */
  together(write: () => void): void;
  /** Hands no more frames to the session until `resume`; what comes meanwhile stays with the kernel. */
  pause(): void;
  /** Nothing where the connection has ended. */
  resume(): void;
}

/** The downstream of an authenticated client. */
export type ClientChannel = Channel<ClientConnection>;

/**
 * Keeps a connection from being read while something has to be awaited before the client's next frame, such as the auth or
 * a new room: so frames are handled in their order, and nothing piles up.
 */
export class ReadingGate {
  private holds = 0;

  constructor(private readonly connection: Pick<ClientConnection, 'pause' | 'resume'>) {}

  /** Stops the reading until `release` is called as often as this was. */
  hold(): void {
    if (++this.holds === 1) this.connection.pause();
  }

  release(): void {
    if (--this.holds === 0) this.connection.resume();
  }
}
