import type { Socket } from 'node:net';
import type { ConnectionLimits } from '../client/admission/connection-limits.js';

/** How long a client that is closed may take to read why, and to end its side. */
const WITHIN_MS = 5_000;
/** So many are waited for also where every place of a connection is taken. */
const AT_LEAST = 64;

/** Why a socket was destroyed: its client did not end its side in time, or its place was needed. */
type CutReason = 'silent' | 'room';

/**
 * The sockets of clients that are closed, until these have ended their side: such a client is no connection any more, and takes
 * a file descriptor all the same. It has some seconds, and less where the process has no places left: then the oldest goes first.
 */
export class Goodbyes {
  /** When each one's time is over, by the clock, in the order in which they began. */
  private readonly leaving = new Map<Socket, number>();
  private timer: NodeJS.Timeout | undefined;
  /** Sockets that were destroyed, by why. */
  readonly cut: Record<CutReason, number> = { silent: 0, room: 0 };

  /** @param limits tells how many places are left @param now milliseconds, monotonic @param withinMs that a client has */
  constructor(
    private readonly limits: Pick<ConnectionLimits, 'free'>,
    private readonly now: () => number,
    private readonly withinMs = WITHIN_MS,
  ) {}

  get size(): number {
    return this.leaving.size;
  }

  /** The client was told, and nothing more is to come from it or go to it. */
  begin(socket: Socket): void {
    if (socket.destroyed || this.leaving.has(socket)) return;
    this.leaving.set(socket, this.now() + this.withinMs);
    socket.once('close', () => this.leaving.delete(socket));
    this.timer ??= setTimeout(() => this.look(), this.withinMs).unref();
    this.makeRoom();
  }

  /** To be called when a client has come: there may be a place less for those that leave. */
  makeRoom(): void {
    const most = Math.max(AT_LEAST, this.limits.free);
    for (const socket of this.leaving.keys()) {
      if (this.leaving.size <= most) return;
      this.end(socket, 'room');
    }
  }

  private look(): void {
    this.timer = undefined;
    for (const [socket, due] of this.leaving) {
      const left = due - this.now();
      if (left > 0) {
        this.timer = setTimeout(() => this.look(), left).unref();
        return;
      }
      this.end(socket, 'silent');
    }
  }

  private end(socket: Socket, why: CutReason): void {
    this.leaving.delete(socket);
    this.cut[why]++;
    socket.destroy();
  }
}
