import { stat, statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';

const LOOK_INTERVAL_MS = 1_000;
/** Whoever writes a file may do so in several steps. */
const SETTLE_MS = 250;
const NO_FILE = '';

/**
 * Calls `onChange` when a file has changed, has come or has gone, and then has been left alone for a moment.
 *
 * Looks once a second instead of asking the kernel: so editors that write beside and rename, links that point elsewhere
 * (as an orchestrator's mounts do), folders that come later and files over the network are all the same. Cost: a stat a
 * second, off the event loop. (Node's watchFile does as much, but takes its first look later: what changes before that it
 * never tells.)
 */
export class FileWatch {
  private readonly path: string;
  private readonly looking: NodeJS.Timeout;
  private settling: NodeJS.Timeout | undefined;
  private isLooking = false;
  private seen: string;

  constructor(
    path: string,
    private readonly onChange: () => void,
  ) {
    this.path = resolve(path);
    this.seen = lookNow(this.path);
    this.looking = setInterval(() => this.look(), LOOK_INTERVAL_MS);
    this.looking.unref();
  }

  /** What is there now is known: for whoever reads the file for another reason. Before the reading, or a change is missed. */
  known(): void {
    clearTimeout(this.settling);
    this.seen = lookNow(this.path);
  }

  close(): void {
    clearInterval(this.looking);
    clearTimeout(this.settling);
  }

  private look(): void {
    // Where a file server is away each look waits for it, and keeps one of the four threads that also ask for addresses.
    if (this.isLooking) return;
    this.isLooking = true;
    stat(this.path, (error, stats) => {
      this.isLooking = false;
      this.found(error ? undefined : stats);
    });
  }

  private found(stats: Stats | undefined): void {
    const now = stats ? versionOf(stats) : NO_FILE;
    if (now === this.seen) return;
    this.seen = now;
    clearTimeout(this.settling);
    this.settling = setTimeout(this.onChange, SETTLE_MS);
    this.settling.unref();
  }
}

function lookNow(path: string): string {
  try {
    return versionOf(statSync(path));
  } catch {
    return NO_FILE;
  }
}

function versionOf({ ino, size, mtimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}
