import { execFile } from 'node:child_process';
import { mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Above what the streams of nats-server may have in all: it refuses to make them where they would not fit. Takes no memory. */
const SIZE = '8g';
const TRY_AGAIN_MS = 20;

/** A file system of its own, in memory, that can be made full: whoever writes there gets the real ENOSPC. */
export class OwnDisk {
  private constructor(readonly folder: string) {}

  /** Undefined where this process may not mount, as whoever is not root. */
  static async mount(): Promise<OwnDisk | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'goim-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'tmpfs', folder]);
      return new OwnDisk(folder);
    } catch {
      await rmdir(folder);
      return undefined;
    }
  }

  /** What is there stays, and nothing more has room. */
  async fill(): Promise<void> {
    for (;;) {
      const { blocks, bfree, bsize } = await statfs(this.folder);
      try {
        await this.resize(String((blocks - bfree) * bsize));
        return;
      } catch {
        // More was written meanwhile.
        await delay(TRY_AGAIN_MS);
      }
    }
  }

  async free(): Promise<void> {
    await this.resize(SIZE);
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
    await rmdir(this.folder);
  }

  private async resize(size: string): Promise<void> {
    await run('mount', ['-o', `remount,size=${size}`, this.folder]);
  }
}
