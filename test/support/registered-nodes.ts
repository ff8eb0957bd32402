import { setInterval as ticks } from 'node:timers/promises';
import { openNodeBucket, type Bucket, type Bus } from '#bus';
import { encodeNodeInfo, encodeToken, NODE_REFRESH_MS, type CometId, type NodeInfo } from '#contracts';
import { nodeInfo } from './node-info.js';

/**
 * Comets, as far as the bucket of nodes goes: each stays for as long as a test takes. An entry that is written once ends 12 s
 * later, and with it the sessions of its comet, which is in the midst of a test where the machine does much else.
 */
export class RegisteredNodes {
  private readonly entries = new Map<CometId, Uint8Array>();

  private constructor(private readonly bucket: Bucket) {}

  /** Its entries are refreshed until the connection is closed. */
  static async open(bus: Bus): Promise<RegisteredNodes> {
    const nodes = new RegisteredNodes(await openNodeBucket(bus));
    void nodes.refresh();
    return nodes;
  }

  /** Registers a comet, or what is different about one from now on. */
  async put(info: Partial<NodeInfo> & Pick<NodeInfo, 'id'>): Promise<void> {
    const entry = encodeNodeInfo(nodeInfo(info));
    this.entries.set(info.id, entry);
    await this.bucket.put(encodeToken(info.id), entry);
  }

  async remove(id: CometId): Promise<void> {
    this.entries.delete(id);
    await this.bucket.delete(encodeToken(id));
  }

  private async refresh(): Promise<void> {
    for await (const _ of ticks(NODE_REFRESH_MS, undefined, { ref: false })) {
      if (this.bucket.bus.connection.isClosed()) return;
      // While the server is away nobody's entry ends.
      for (const [id, entry] of this.entries) await this.bucket.put(encodeToken(id), entry).catch(() => undefined);
    }
  }
}
