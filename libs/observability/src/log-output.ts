import { fstatSync, write, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** How long the end of a process waits for a reader that takes nothing. */
const LAST_LINES_WITHIN_MS = 1_000;
const RETRY_MS = 20;
/** Characters that wait for a reader that takes nothing; what comes above it is lost. */
const MOST_WAITING = 16 * 1024 * 1024;
const STANDARD_ERROR = 2;
const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

export interface LogOutputOptions {
  /** The line that tells how many were lost. */
  readonly lossLine: (lost: number) => string;
  /** Where the end of the process tells it: standard error, unless given. */
  readonly lossTo?: number;
  /** Characters that may wait; 16 Mi unless given. */
  readonly mostWaiting?: number;
}

/**
 * Writes the log to a file descriptor: neither a slow reader nor a slow disk stalls the app. What waits when the process ends is
 * written then, within a second.
 *
 * A pipe or socket takes what it has room for at once. A file is written in the background, and what is under way as the process
 * ends is written all the same: Node ends its threads when they have done what they had been given.
 *
 * In place of pino's own destination. Where nobody reads the log any more, or the disk is full, that one tries again for ever as
 * the process ends, which then never does. Here the lines are lost, and counted: the log tells it as soon as it is written again,
 * and standard error at the end of the process.
 */
export class LogOutput implements DestinationStream {
  private lines: string[] = [];
  /** Characters of `lines`. */
  private waiting = 0;
  /** What of earlier lines the reader has not taken yet. */
  private rest: Buffer = NOTHING;
  private isWriting = false;
  private lost = 0;
  /** Of them so many are told by a line that waits. */
  private beingTold = 0;
  private readonly isFile: boolean;

  /** @param fd of a file, or of a pipe, socket or terminal that does not block, as `process.stdout.fd` is */
  constructor(
    private readonly fd: number,
    private readonly options: LogOutputOptions,
  ) {
    this.isFile = fstatSync(fd).isFile();
  }

  write(line: string): void {
    const { mostWaiting = MOST_WAITING } = this.options;
    if (this.waiting + this.rest.length + line.length > mostWaiting) {
      this.lost++;
      return;
    }
    this.lines.push(line);
    this.waiting += line.length;
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
        if (!isBusy(error) || performance.now() > until) return this.tellLossElsewhere(left);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
      }
    }
    this.told();
    this.tellLossElsewhere(left);
  }

  private takeAll(): Buffer {
    const all = Buffer.concat([this.rest, Buffer.from(this.lines.join(''))]);
    this.lines = [];
    this.waiting = 0;
    this.rest = NOTHING;
    return all;
  }

  private writeMore(): void {
    const all = this.takeAll();
    this.isWriting = all.length > 0;
    if (!this.isWriting) return;
    if (this.isFile) {
      write(this.fd, all, (error, written) => this.wrote(all, error, written));
      return;
    }
    let written = 0;
    let failure: Error | null = null;
    try {
      written = writeSync(this.fd, all);
    } catch (error) {
      failure = error as Error;
    }
    this.wrote(all, failure, written);
  }

  private wrote(all: Buffer, error: Error | null, written: number): void {
    if (error && isBusy(error)) {
      this.rest = all;
      setTimeout(() => this.writeMore(), RETRY_MS).unref();
      return;
    }
    if (error) this.lose(all);
    else {
      this.rest = all.subarray(written);
      if (this.rest.length === 0) {
        this.told();
        this.tellLoss();
      }
    }
    this.writeMore();
  }

  private lose(bytes: Buffer): void {
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) this.lost++;
    // The line that was to tell it is none of those that were lost.
    if (this.beingTold > 0) this.lost--;
    this.beingTold = 0;
  }

  private told(): void {
    this.lost -= this.beingTold;
    this.beingTold = 0;
  }

  /** Before what waits. */
  private tellLoss(): void {
    if (this.lost === 0) return;
    this.rest = Buffer.from(this.options.lossLine(this.lost));
    this.beingTold = this.lost;
  }

  private tellLossElsewhere(left: Buffer): void {
    this.lose(left);
    if (this.lost === 0) return;
    try {
      writeSync(this.options.lossTo ?? STANDARD_ERROR, this.options.lossLine(this.lost));
    } catch {
      // Nobody reads that either.
    }
    this.lost = 0;
  }
}

/** Whether the reader takes nothing now, and may later. */
function isBusy(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EBUSY';
}
