import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNatsServer, startNatsServer, type NatsServer } from '../../../launcher/nats-server.mjs';

/** A nats-server with JetStream on a free port, with a data folder of its own. */
export class Broker {
  private constructor(
    private readonly binary: string,
    private readonly folder: string,
    private server: NatsServer,
  ) {}

  static async start(): Promise<Broker> {
    const binary = await findNatsServer({ cacheDir: '.cache/nats-server', given: process.env['GOIM_NATS_SERVER'] });
    const folder = await mkdtemp(join(tmpdir(), 'goim-nats-'));
    return new Broker(binary, folder, await startNatsServer({ binary, storeDir: folder }));
  }

  get url(): string {
    return this.server.url;
  }

  get pid(): number {
    return this.server.pid;
  }

  /** Ends the server at once, as a crash would; its data stay. */
  async kill(): Promise<void> {
    this.server.kill('SIGKILL');
    await this.server.exited;
  }

  /** Ends the server in order; its data stay. */
  async halt(): Promise<void> {
    await this.server.stop();
  }

  /** Starts the server again, on the same port and with the same data. */
  async restart(): Promise<void> {
    this.server = await startNatsServer({ binary: this.binary, storeDir: this.folder, port: this.server.port });
  }

  /** Stops the server, and removes its data. */
  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
