import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { HttpStatus } from '@nestjs/common';

export const EVENT_STREAM = 'text/event-stream';

/** What may wait for a client: the event that exceeds it is the last one until the client has taken all of it. */
const MAX_PENDING_BYTES = 256 * 1024;
/** A client that takes nothing for this many seconds is not written to any more; it may come back. */
const STALLED_S = 30;
/** When a client comes back whose stream has ended, in milliseconds. */
const RETRY = 'retry: 2000\n\n';
/** Proxies close connections that nothing comes by. */
const COMMENT = ': keep-alive\n\n';

/**
 * Server-Sent Events to one client. Events that it does not take in time, or that are too many a second, are left out, and an
 * event `left-out` tells how many: with `count` = null where nobody knows.
 *
 * Cost: one JSON text and one write an event, none for what is left out.
 */
export class EventStream {
  private hasBegun = false;
  /** Events of this second, by name. */
  private readonly sent = new Map<string, number>();
  /** By name; null = unknown. */
  private readonly leftOut = new Map<string, number | null>();
  /** What comes now is left out. */
  private isBehind = false;
  private stalledFor = 0;

  /** @param onLeftOut counts */
  constructor(
    private readonly response: ServerResponse,
    private readonly onLeftOut: (event: string) => void,
  ) {}

  /** Nothing is told before it. @param onEnd called once, when either side has ended the stream */
  begin(headers: OutgoingHttpHeaders, onEnd: () => void): void {
    const { response } = this;
    response.once('close', onEnd);
    response.on('drain', () => {
      this.stalledFor = 0;
      this.isBehind = false;
      this.tellLeftOut();
    });
    response.writeHead(HttpStatus.OK, {
      ...headers,
      'Content-Type': EVENT_STREAM,
      'Cache-Control': 'no-store',
      // A proxy that buffers would hold the events back.
      'X-Accel-Buffering': 'no',
    });
    response.write(RETRY);
    this.hasBegun = true;
  }

  /** Whether the client went before it was answered. */
  get isGone(): boolean {
    return this.response.destroyed;
  }

  /** Tells an event, or leaves it out. @param perSecond events of this name that are told a second, at most */
  offer(event: string, perSecond: number, make: () => object): void {
    if (!this.isOpen) return;
    const sent = this.sent.get(event) ?? 0;
    if (sent >= perSecond || this.isBehind) {
      this.leaveOut(event);
      return;
    }
    this.sent.set(event, sent + 1);
    this.tellLeftOut();
    this.write(event, make());
  }

  /** An event was left out; with `isUnknown`, nobody knows how many. */
  leaveOut(event: string, { isUnknown = false } = {}): void {
    const before = this.leftOut.get(event);
    this.leftOut.set(event, isUnknown || before === null ? null : (before ?? 0) + 1);
    this.onLeftOut(event);
  }

  /** To be called each second. */
  tick(): void {
    this.sent.clear();
    this.stalledFor = this.response.writableNeedDrain ? this.stalledFor + 1 : 0;
    if (this.stalledFor > STALLED_S) this.response.destroy();
    else this.tellLeftOut();
  }

  comment(): void {
    if (this.isOpen && !this.isBehind) this.response.write(COMMENT);
  }

  /** What has not begun is ended once it has. */
  end(): void {
    if (this.hasBegun) this.response.end();
  }

  private get isOpen(): boolean {
    return this.hasBegun && this.response.writable && !this.response.writableEnded;
  }

  private tellLeftOut(): void {
    if (this.leftOut.size === 0 || !this.isOpen || this.isBehind) return;
    for (const [event, count] of this.leftOut) this.write('left-out', { event, count });
    this.leftOut.clear();
  }

  private write(event: string, data: object): void {
    this.response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    this.isBehind = this.response.writableLength > MAX_PENDING_BYTES;
  }
}
