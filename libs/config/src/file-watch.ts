import { stat, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';

const LOOK_INTERVAL_MS = 1_000;
/** Whoever writes a file may do so in several steps. */
const SETTLE_MS = 250;
const NO_FILE = '';
/**
 * Looks under way in the process, each at a folder of its own. Where a file server is away a look waits for it, and keeps one of
 * the four threads that also read files and ask for addresses.
 */
const MOST_LOOKS = 2;

const busyFolders = new Set<string>();
const waitingLooks: { readonly folder: string; readonly look: () => void }[] = [];

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
  private isClosed = false;
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
    this.isClosed = true;
    clearInterval(this.looking);
    clearTimeout(this.settling);
  }

  private look(): void {
    if (this.isLooking) return;
    this.isLooking = true;
    lookInTurn(this.path, (stats) => {
      this.isLooking = false;
      if (!this.isClosed) this.found(stats);
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

function lookInTurn(path: string, found: (stats: Stats | undefined) => void): void {
  const folder = dirname(path);
  const look = (): void => {
    busyFolders.add(folder);
    stat(path, (error, stats) => {
      busyFolders.delete(folder);
      startWaiting();
      found(error ? undefined : stats);
    });
  };
  waitingLooks.push({ folder, look });
  startWaiting();
}

function startWaiting(): void {
  while (busyFolders.size < MOST_LOOKS) {
    const next = waitingLooks.findIndex(({ folder }) => !busyFolders.has(folder));
    if (next < 0) return;
    waitingLooks.splice(next, 1)[0]!.look();
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
