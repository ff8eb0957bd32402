import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type AppName = 'comet' | 'logic' | 'job';

const BOOT_TIMEOUT_MS = 30_000;

/** Compiled by `npm run build`, which `npm test` does first. */
const DIST = join(process.cwd(), 'dist');

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
   * @throws Error with what the app wrote, where it does not come up
   */
  static async start(app: AppName, natsUrl: string, settings: Record<string, string> = {}): Promise<AppProcess> {
    const child = fork(join(DIST, 'apps', app, 'src', 'main.js'), [], {
      env: { PATH: process.env['PATH'], NATS_URL: natsUrl, ...freePorts(app), ...settings },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Not jest's own flags.
      execArgv: [],
    });
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

  get pid(): number {
    return this.child.pid!;
  }

  get log(): string {
    return this.output();
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
    const response = await fetch(`${this.addresses['ops'] ?? this.addresses['http']}/metrics`);
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

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.isRunning) {
      const exited = once(this.child, 'exit');
      this.child.kill(signal);
      await exited;
    }
    return this.child.exitCode;
  }
}

function freePorts(app: AppName): Record<string, string> {
  switch (app) {
    case 'comet':
      return { COMET__TCP__PORT: '0', COMET__WEBSOCKET__PORT: '0', COMET__OPS__PORT: '0' };
    case 'logic':
      return { LOGIC__HTTP__PORT: '0' };
    case 'job':
      return { JOB__OPS__PORT: '0' };
  }
}
