import type { ClientConnection } from './client-connection.js';

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
