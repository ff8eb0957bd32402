import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';

/** A connection that can say something without a message. */
export interface Quietable {
  /** Sends a ping, unless something was sent since the last call. */
  breakSilence(): void;
}

/** The connections are looked at in parts, one after another, so that their pings are spread. */
const PARTS = 32;

/**
 * Sees to it that no connection is quiet for longer than it may be. Each is looked at twice in that time, and pinged where nothing
 * was sent to it since the last look: what is sent costs a field's write, and no timer.
 */
export class QuietConnections implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly parts = Array.from({ length: PARTS }, () => new Set<Quietable>());
  private next = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param maxSilence milliseconds; 0 = any */
  constructor(private readonly maxSilence: number) {}

  onApplicationBootstrap(): void {
    if (this.maxSilence > 0) this.timer = setInterval(() => this.look(), this.maxSilence / 2 / PARTS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** @param id of the connection: says which part it is in */
  add(id: number, connection: Quietable): void {
    if (this.maxSilence > 0) this.parts[id % PARTS]!.add(connection);
  }

  remove(id: number, connection: Quietable): void {
    this.parts[id % PARTS]!.delete(connection);
  }

  private look(): void {
    const part = this.parts[this.next++ % PARTS]!;
    for (const connection of part) connection.breakSilence();
  }
}
