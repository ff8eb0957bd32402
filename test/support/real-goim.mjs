import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { spawnBound } from '../../launcher/lifeline.mjs';
import { eventually } from './eventually.mjs';
import { freePort } from './free-port.mjs';

const STARTS_WITHIN_MS = 30_000;
const KEPT_LOG_CHARS = 40_000;
const PLACE = { region: 'sh', zone: 'sh001', env: 'dev' };
/** By the API of discovery: in use. */
const UP = '1';
const TOPIC = 'goim-push-topic';

/** @typedef {import('../../launcher/lifeline.mjs').BoundProcess} BoundProcess */

/**
 * goim's own programs, as they come out of `go build`, in a folder of their own. In plain JavaScript: the bench starts them
 * too.
 */
export class RealGoim {
  /** @type {{ readonly program: string, readonly child: BoundProcess }[]} */
  #processes = [];
  #log = '';

  /**
   * @private
   * @param {string} programs
   * @param {string} folder
   * @param {string} discovery `host:port`
   */
  constructor(programs, folder, discovery) {
    this.programs = programs;
    this.folder = folder;
    this.discovery = discovery;
  }

  /**
   * Starts bilibili's discovery, by which goim's programs find each other.
   *
   * @param {string} programs folder with `discovery`, and with what is started after it
   * @param {string} folder for configuration files
   * @returns {Promise<RealGoim>}
   */
  static async start(programs, folder) {
    const address = `127.0.0.1:${await freePort()}`;
    const goim = new RealGoim(resolve(programs), folder, address);
    const env = `[env]\nregion = "${PLACE.region}"\nzone = "${PLACE.zone}"\nhost = "test"\nDeployEnv = "${PLACE.env}"`;
    await goim.#run(
      'discovery',
      `nodes = ["${address}"]\n${env}\n[httpServer]\naddr = "${address}"\n[httpClient]\ndial = "1s"\nkeepAlive = "120s"\n`,
    );
    await goim.#answers('discovery', `http://${address}/discovery/nodes`);
    return goim;
  }

  /**
   * Makes one of ours known to goim's: for a minute and a half, where it is not renewed.
   *
   * @param {'goim.logic' | 'goim.comet'} app
   * @param {string} hostname
   * @param {string} grpc `host:port`
   * @param {{ region?: string, zone?: string, connections?: number, offline?: boolean }} [place] where it says that it is, how
   *   many clients it has, and whether it takes no more
   */
  async register(app, hostname, grpc, { connections = 0, offline = false, ...place } = {}) {
    const counts = { conn_count: String(connections), ip_count: String(connections) };
    const form = new URLSearchParams({
      ...PLACE,
      ...place,
      appid: app,
      hostname,
      addrs: `grpc://${grpc}`,
      status: UP,
      version: '1',
      metadata: JSON.stringify({ weight: '10', offline: String(offline), addrs: hostname, ...counts }),
    });
    const answer = await fetch(`http://${this.discovery}/discovery/register`, { method: 'POST', body: form });
    const { code, message } = /** @type {{ code: number, message?: string }} */ (await answer.json());
    if (code !== 0) throw new Error(`discovery answered ${code} ${message}`);
  }

  /**
   * @param {string} host
   * @param {number} grpc port for jobs
   * @param {{ handshakeTimeout?: string, readBuf?: number, cert?: string, key?: string, buckets?: number }} [settings] as goim
   *   writes them; with a certificate it speaks TLS as well
   * @returns {Promise<{ tcp: string, websocket: string, wss: string }>} where its clients reach it
   */
  async comet(host, grpc, { handshakeTimeout = '8s', readBuf = 1_024, cert = '', key = '', buckets = 32 } = {}) {
    const [tcp, websocket, wss] = [await freePort(), await freePort(), await freePort()];
    const tls = cert && `tlsBind = ["127.0.0.1:${wss}"]\ncertFile = "${cert}"\nprivateFile = "${key}"\n`;
    await this.#run(
      'comet',
      `[discovery]\nnodes = ["${this.discovery}"]\n[rpcServer]\naddr = ":${grpc}"\ntimeout = "1s"\n` +
        `[rpcClient]\ndial = "5s"\ntimeout = "5s"\n[tcp]\nbind = ["127.0.0.1:${tcp}"]\nsndbuf = 4096\nrcvbuf = 4096\n` +
        `keepalive = false\nreader = 32\nreadBuf = ${readBuf}\nreadBufSize = 8192\nwriter = 32\nwriteBuf = 1024\n` +
        `writeBufSize = 8192\n[websocket]\nbind = ["127.0.0.1:${websocket}"]\ntlsOpen = ${cert !== ''}\n${tls}[protocol]\ntimer = 32\n` +
        `timerSize = 2048\nsvrProto = 10\ncliProto = 5\nhandshakeTimeout = "${handshakeTimeout}"\n[whitelist]\nWhitelist = [123]\n` +
        `WhiteLog = "${join(this.folder, 'white.log')}"\n[bucket]\nsize = ${buckets}\nchannel = 1024\nroom = 1024\n` +
        'routineAmount = 32\nroutineSize = 1024\n',
      ['-host', host],
    );
    return {
      tcp: `tcp://127.0.0.1:${tcp}`,
      websocket: `ws://127.0.0.1:${websocket}/sub`,
      wss: `wss://127.0.0.1:${wss}/sub`,
    };
  }

  /**
   * A job of the NATS edition.
   *
   * @param {string} nats its url
   * @param {string} [topic] subject of the pushes
   * @param {string} [settings] further sections, as goim writes them
   */
  async job(nats, topic = TOPIC, settings = '') {
    await this.#run(
      'job',
      `usenats = true\n[discovery]\nnodes = ["${this.discovery}"]\n[nats]\ntopic = "${topic}"\ngroup = "g"\n` +
        `brokers = "${nats}"\nackinbox = "ack"\n${settings}`,
    );
  }

  /**
   * A logic of the NATS edition, with a Redis of its own: `redis-server` of the same folder, or of the PATH.
   *
   * @param {string} nats its url
   * @param {{ sessionLife?: string, settings?: string }} [settings] how long it keeps a session without renewal, and further
   *   sections, as goim writes them
   * @returns {Promise<{ http: string, grpc: string }>} where it takes pushes, once it does, and what comets tell it
   */
  async logic(nats, { sessionLife = '30m', settings = '' } = {}) {
    const [http, grpc, redis] = [await freePort(), await freePort(), await freePort()];
    const args = ['--port', String(redis), '--bind', '127.0.0.1', '--save', '', '--dir', this.folder];
    await this.#spawn('redis-server', args);
    await eventually('Redis is up', STARTS_WITHIN_MS, () => this.#log.includes('Ready to accept connections'));
    const timeouts = 'dialTimeout = "200ms"\nreadTimeout = "500ms"\nwriteTimeout = "500ms"\nidleTimeout = "120s"';
    await this.#run(
      'logic',
      `usenats = true\n[discovery]\nnodes = ["${this.discovery}"]\n[node]\nheartbeat = "4m"\nheartbeatMax = 2\n` +
        `regionWeight = 1.6\n[rpcServer]\nnetwork = "tcp"\naddr = ":${grpc}"\ntimeout = "1s"\n[rpcClient]\ndial = "1s"\n` +
        `timeout = "1s"\n[httpServer]\nnetwork = "tcp"\naddr = "127.0.0.1:${http}"\nreadTimeout = "1s"\n` +
        // Its subject is the one of Kafka's topic.
        `writeTimeout = "1s"\n[kafka]\ntopic = "${TOPIC}"\n[nats]\ntopic = "${TOPIC}"\nbrokers = "${nats}"\nackinbox = "ack"\n` +
        `[redis]\nnetwork = "tcp"\naddr = "127.0.0.1:${redis}"\nactive = 60000\nidle = 1024\n${timeouts}\nexpire = "${sessionLife}"\n` +
        settings,
    );
    const base = `http://127.0.0.1:${http}`;
    await this.#answers('logic', `${base}/goim/online/total`);
    return { http: base, grpc: `grpc://127.0.0.1:${grpc}` };
  }

  /**
   * One of the programs of goim's `benchmarks`. What it writes is in the log.
   *
   * @param {'client' | 'push' | 'push_room'} program
   * @param {readonly string[]} args
   */
  async benchmark(program, args) {
    await this.#spawn(join(this.programs, program), args);
  }

  /** By program: of the one that was started last. @returns {Record<string, number>} */
  get pids() {
    return Object.fromEntries(this.#processes.map(({ program, child }) => [program, child.pid]));
  }

  /** Resolves when a program has ended: the one that was started last. @param {string} program */
  async ended(program) {
    await this.#last(program).exited;
  }

  /** Ends a program, the one that was started last, and resolves when it has ended. @param {string} program @param {NodeJS.Signals} signal */
  async end(program, signal) {
    const child = this.#last(program);
    child.kill(signal);
    await child.exited;
  }

  /** What its programs wrote last. */
  get log() {
    return this.#log;
  }

  async stop() {
    for (const { child } of this.#processes) child.kill('SIGKILL');
    await Promise.all(this.#processes.map(({ child }) => child.exited));
  }

  /** @param {string} program @returns {BoundProcess} */
  #last(program) {
    const last = this.#processes.findLast((one) => one.program === program);
    if (!last) throw new Error(`${program} was not started`);
    return last.child;
  }

  /** @param {string} program @param {string} url */
  async #answers(program, url) {
    await eventually(`${program} answers`, STARTS_WITHIN_MS, async () => (await fetch(url)).ok);
  }

  /** @param {string} program @param {string} config @param {readonly string[]} [args] */
  async #run(program, config, args = []) {
    const file = join(this.folder, `${program}.toml`);
    await writeFile(file, config);
    await this.#spawn(join(this.programs, program), ['-conf', file, '-logtostderr', ...args]);
  }

  /** @param {string} command looked for in the PATH, and before that among its programs @param {readonly string[]} args */
  async #spawn(command, args) {
    const { region, zone, env } = PLACE;
    const program = command.slice(command.lastIndexOf('/') + 1);
    const child = await spawnBound(command, args, {
      cwd: this.folder,
      env: {
        PATH: `${this.programs}:${process.env['PATH']}`,
        REGION: region,
        ZONE: zone,
        DEPLOY_ENV: env,
        DEBUG: 'true',
        // Of log files.
        TMPDIR: this.folder,
      },
    });
    this.#processes.push({ program, child });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (/** @type {Buffer} */ chunk) => {
        this.#log = `${this.#log}${program}: ${chunk.toString()}`.slice(-KEPT_LOG_CHARS);
      });
    }
  }
}
