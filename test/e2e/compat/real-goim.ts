import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eventually, freePort } from '#test-support';

const STARTS_WITHIN_MS = 30_000;
const KEPT_LOG_CHARS = 4_000;
const PLACE = { region: 'sh', zone: 'sh001', env: 'dev' };
/** By the API of discovery: in use. */
const UP = '1';

/** goim's own programs, as they come out of `go build`, in a folder of their own. */
export class RealGoim {
  private readonly processes: ChildProcess[] = [];
  private readonly logs: string[] = [];

  private constructor(
    private readonly programs: string,
    private readonly folder: string,
    private readonly discovery: string,
  ) {}

  /**
   * Starts bilibili's discovery, by which goim's programs find each other.
   *
   * @param programs folder with `discovery`, `comet` and `job`
   * @param folder for configuration files
   */
  static async start(programs: string, folder: string): Promise<RealGoim> {
    const address = `127.0.0.1:${await freePort()}`;
    const goim = new RealGoim(resolve(programs), folder, address);
    const env = `[env]\nregion = "${PLACE.region}"\nzone = "${PLACE.zone}"\nhost = "test"\nDeployEnv = "${PLACE.env}"`;
    await goim.run(
      'discovery',
      `nodes = ["${address}"]\n${env}\n[httpServer]\naddr = "${address}"\n[httpClient]\ndial = "1s"\nkeepAlive = "120s"\n`,
    );
    await eventually('discovery answers', STARTS_WITHIN_MS, async () => {
      const answer = await fetch(`http://${address}/discovery/nodes`);
      return answer.ok;
    });
    return goim;
  }

  /** Makes one of ours known to goim's: for a minute and a half, where it is not renewed. @param grpc `host:port` */
  async register(app: 'goim.logic' | 'goim.comet', hostname: string, grpc: string): Promise<void> {
    const form = new URLSearchParams({
      ...PLACE,
      appid: app,
      hostname,
      addrs: `grpc://${grpc}`,
      status: UP,
      version: '1',
      metadata: JSON.stringify({ weight: '10', offline: 'false', addrs: '127.0.0.1' }),
    });
    const answer = await fetch(`http://${this.discovery}/discovery/register`, { method: 'POST', body: form });
    const { code, message } = (await answer.json()) as { code: number; message?: string };
    if (code !== 0) throw new Error(`discovery answered ${code} ${message}`);
  }

  /** @param grpc port for jobs @returns where its clients reach it by TCP */
  async comet(host: string, grpc: number): Promise<string> {
    const [tcp, websocket] = [await freePort(), await freePort()];
    await this.run(
      'comet',
      `[discovery]\nnodes = ["${this.discovery}"]\n[rpcServer]\naddr = ":${grpc}"\ntimeout = "1s"\n` +
        `[rpcClient]\ndial = "5s"\ntimeout = "5s"\n[tcp]\nbind = ["127.0.0.1:${tcp}"]\nsndbuf = 4096\nrcvbuf = 4096\n` +
        `keepalive = false\nreader = 32\nreadBuf = 1024\nreadBufSize = 8192\nwriter = 32\nwriteBuf = 1024\n` +
        `writeBufSize = 8192\n[websocket]\nbind = ["127.0.0.1:${websocket}"]\ntlsOpen = false\n[protocol]\ntimer = 32\n` +
        `timerSize = 2048\nsvrProto = 10\ncliProto = 5\nhandshakeTimeout = "8s"\n[whitelist]\nWhitelist = [123]\n` +
        `WhiteLog = "${join(this.folder, 'white.log')}"\n[bucket]\nsize = 32\nchannel = 1024\nroom = 1024\n` +
        'routineAmount = 32\nroutineSize = 1024\n',
      ['-host', host],
    );
    return `tcp://127.0.0.1:${tcp}`;
  }

  /** A job of the NATS edition, which takes pushes from this subject. */
  async job(nats: string, topic: string): Promise<void> {
    await this.run(
      'job',
      `usenats = true\n[discovery]\nnodes = ["${this.discovery}"]\n[nats]\ntopic = "${topic}"\ngroup = "g"\n` +
        `brokers = "${nats}"\nackinbox = "ack"\n`,
    );
  }

  /** What its programs wrote last. */
  get log(): string {
    return this.logs.join('').slice(-KEPT_LOG_CHARS);
  }

  async stop(): Promise<void> {
    const running = this.processes.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(
      running.map(async (child) => {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }),
    );
  }

  private async run(program: string, config: string, args: readonly string[] = []): Promise<void> {
    const file = join(this.folder, `${program}-${this.processes.length}.toml`);
    await writeFile(file, config);
    const { region, zone, env } = PLACE;
    const child = spawn(join(this.programs, program), ['-conf', file, '-logtostderr', ...args], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], REGION: region, ZONE: zone, DEPLOY_ENV: env, DEBUG: 'true' },
    });
    await once(child, 'spawn');
    this.processes.push(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => this.logs.push(`${program}: ${chunk.toString()}`));
    }
  }
}
