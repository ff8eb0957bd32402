import { unwatchFile, watchFile, type Stats } from 'node:fs';
import { resolve } from 'node:path';

const LOOK_INTERVAL_MS = 1_000;
/** Whoever writes a file may do so in several steps. */
const SETTLE_MS = 250;

/**
 * Calls `onChange` when a file has changed, has come or has gone, and then has been left alone for a moment.
 *
 * Looks once a second instead of asking the kernel: so editors that write beside and rename, links that point elsewhere
 * (as an orchestrator's mounts do), folders that come later and files over the network are all the same. Cost: a stat a
 * second, off the event loop.
 */
export class FileWatch {
  private timer: NodeJS.Timeout | undefined;
  private readonly path: string;
  private readonly changed = (now: Stats, before: Stats): void => {
    // Node tells once that a file is not there.
    if (now.mtimeMs === 0 && before.mtimeMs === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onChange, SETTLE_MS);
    this.timer.unref();
  };

  constructor(
    path: string,
    private readonly onChange: () => void,
  ) {
    this.path = resolve(path);
    watchFile(this.path, { interval: LOOK_INTERVAL_MS, persistent: false }, this.changed);
  }

  close(): void {
    clearTimeout(this.timer);
    unwatchFile(this.path, this.changed);
  }
}
