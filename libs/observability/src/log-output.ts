import { write, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** How long the end of a process waits for a reader that takes nothing. */
const LAST_LINES_WITHIN_MS = 1_000;
const RETRY_MS = 20;
const NOTHING = Buffer.alloc(0);

/**
 * Writes the log to a file descriptor, in the background: a slow reader does not stall the app. What waits when the process ends
 * is written then, within a second.
 *
 * In place of pino's own destination. Where nobody reads the log any more, or the disk is full, that one tries again for ever as
 * the process ends, which then never does. Here the lines are dropped.
 */
export class LogOutput implements DestinationStream {
  private lines: string[] = [];
  /** What of earlier lines the reader has not taken yet. */
  private rest: Buffer = NOTHING;
  private isWriting = false;

  constructor(private readonly fd: number) {}

  write(line: string): void {
    this.lines.push(line);
    if (!this.isWriting) this.writeMore();
  }

  /** Writes what waits before it returns. For the end of the process; pino calls it after a fatal line as well. */
  flushSync(): void {
    const until = performance.now() + LAST_LINES_WITHIN_MS;
    let left = this.takeAll();
    while (left.length > 0) {
      try {
        left = left.subarray(writeSync(this.fd, left));
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
      }
    }
  }

  private takeAll(): Buffer {
    const all = Buffer.concat([this.rest, Buffer.from(this.lines.join(''))]);
    this.lines = [];
    this.rest = NOTHING;
    return all;
  }

  private writeMore(): void {
    const all = this.takeAll();
    this.isWriting = all.length > 0;
    if (!this.isWriting) return;
    write(this.fd, all, (error, written) => {
      if (error && isBusy(error)) {
        this.rest = all;
        setTimeout(() => this.writeMore(), RETRY_MS).unref();
        return;
      }
      if (!error) this.rest = all.subarray(written);
      this.writeMore();
    });
  }
}

/** Whether the reader takes nothing now, and may later. */
function isBusy(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EBUSY';
}
