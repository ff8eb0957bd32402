import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker } from './broker.js';

/**
 * What a nats-server had of some of its data. Put back later, it lacks what it stored since: as a server does whose machine lost power
 * before that was on the disk.
 */
export class OlderData {
  private constructor(
    private readonly broker: Broker,
    /** Of the server. */
    private readonly folder: string,
    private readonly copy: string,
  ) {}

  /** The server is stopped for it, and started again. @param folder such as `broker.folderOf` a stream */
  static async of(broker: Broker, folder: string): Promise<OlderData> {
    const data = new OlderData(broker, folder, await mkdtemp(join(tmpdir(), 'goim-older-')));
    await data.whileStopped(() => cp(folder, data.copy, { recursive: true }));
    return data;
  }

  /** The server is stopped for it, where it has not ended already, and started again. */
  putBack(): Promise<void> {
    return this.whileStopped(async () => {
      await rm(this.folder, { recursive: true });
      await cp(this.copy, this.folder, { recursive: true });
    });
  }

  remove(): Promise<void> {
    return rm(this.copy, { recursive: true });
  }

  private async whileStopped(action: () => Promise<void>): Promise<void> {
    await this.broker.halt();
    await action();
    await this.broker.restart();
  }
}
