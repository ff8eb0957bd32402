import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type AppName = 'comet' | 'logic' | 'job';

const BOOT_TIMEOUT_MS = 30_000;
const LOG_TIMEOUT_MS = 10_000;
/** So much of an app's log goes into an error, in characters. */
const LOG_TAIL = 2_000;

/** Compiled by `npm run build`, which `npm test` does first. */
const DIST = join(process.cwd(), 'dist');

/** What an app left that ended by itself. */
export interface AppRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One app as a real process. */
export class AppProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly output: () => string,
    readonly addresses: Readonly<Record<string, string>>,
  ) {}

  /**
   * Starts an app with free ports, and resolves when it serves.
   *
   * @param settings environment variables, such as `COMET__SESSION__ONLINE_INTERVAL`
   * @param args of the command line
   * @throws Error with what the app wrote, where it does not come up
   */
  static async start(
    app: AppName,
    natsUrl: string,
    settings: Record<string, string> = {},
    args: readonly string[] = [],
  ): Promise<AppProcess> {
    const child = forkApp(app, args, { NATS_URL: natsUrl, ...settings });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
    const ready = once(child, 'message', { signal: AbortSignal.timeout(BOOT_TIMEOUT_MS) });
    const exited = once(child, 'exit');
    const first = await Promise.race([ready, exited.then(() => undefined)]).catch(() => undefined);
    if (!first) {
      child.kill('SIGKILL');
      throw new Error(`${app} did not come up:\n${output}`);
    }
    // Whoever loses the race must not be an unhandled rejection later.
    ready.catch(() => undefined);
    const [{ addresses }] = first as [{ addresses: Record<string, string> }];
    return new AppProcess(child, () => output, addresses);
  }

  /**
   * Runs an app that is to end by itself.
   *
   * @throws Error where it serves instead, or does neither
   */
  static async run(app: AppName, args: readonly string[], settings: Record<string, string> = {}): Promise<AppRun> {
    const child = forkApp(app, args, settings);
    const output = { stdout: '', stderr: '' };
    child.stdout!.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    let serves = false;
    child.once('message', () => {
      serves = true;
      child.kill('SIGKILL');
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), BOOT_TIMEOUT_MS);
    const [code] = (await once(child, 'close')) as [number | null];
    clearTimeout(timer);
    if (code === null) throw new Error(`${app} ${serves ? 'serves' : 'hangs'}:\n${output.stdout}${output.stderr}`);
    return { code, ...output };
  }

  get pid(): number {
    return this.child.pid!;
  }

  get log(): string {
    return this.output();
  }

  /** Resolves when the app has written `text`, counted from a length of its log on. @throws Error after 10 s */
  async logged(text: string, from = 0): Promise<void> {
    const deadline = AbortSignal.timeout(LOG_TIMEOUT_MS);
    while (!this.log.includes(text, from)) {
      await once(this.child.stdout!, 'data', { signal: deadline }).catch(() => {
        throw new Error(`the app did not write ${JSON.stringify(text)}, but:\n${this.log.slice(-LOG_TAIL)}`);
      });
    }
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  address(name: string): string {
    const address = this.addresses[name];
    if (!address) throw new Error(`the app has no address ${name}`);
    return address;
  }

  /** The value of a metric, summed over its labels, or of one label's value: `metric('x_total', 'reason="idle"')`. */
  async metric(name: string, label = ''): Promise<number> {
    const response = await fetch(`${this.addresses['ops'] ?? this.addresses['http']}/metrics`).catch(
      (cause: unknown) => {
        const state = this.isRunning ? 'runs' : `has ended (${this.child.exitCode ?? this.child.signalCode})`;
        throw new Error(`the app does not answer; it ${state}, and wrote:\n${this.log.slice(-LOG_TAIL)}`, { cause });
      },
    );
    const lines = (await response.text()).split('\n').filter((line) => {
      return (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label);
    });
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Asks the app to shut down. @returns its exit code */
  async stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Closes the channel to the app, as the death of its launcher would. @returns its exit code */
  async abandon(): Promise<number | null> {
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
    return this.child.exitCode;
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.isRunning) {
      const exited = once(this.child, 'exit');
      this.child.kill(signal);
      await exited;
    }
    return this.child.exitCode;
  }
}

function forkApp(app: AppName, args: readonly string[], settings: Record<string, string>): ChildProcess {
  return fork(join(DIST, 'apps', app, 'src', 'main.js'), args, {
    env: { PATH: process.env['PATH'], ...freePorts(app), ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Not jest's own flags.
    execArgv: [],
  });
}

function freePorts(app: AppName): Record<string, string> {
  switch (app) {
    case 'comet':
      return {
        COMET__TCP__PORT: '0',
        COMET__WEBSOCKET__PORT: '0',
        COMET__HTTP__PORT: '0',
        COMET__TCPS__PORT: '0',
        COMET__WSS__PORT: '0',
        COMET__OPS__PORT: '0',
        COMET__GRPC__PORT: '0',
      };
    case 'logic':
      return { LOGIC__HTTP__PORT: '0', LOGIC__GRPC__PORT: '0' };
    case 'job':
      return { JOB__OPS__PORT: '0' };
  }
}
