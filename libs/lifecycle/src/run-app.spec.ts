import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import { ConfigError } from '#config';
import { runApp, type HostProcess, type RunAppOptions, type RunningApp } from './run-app.js';

/** Stands in for `process`: notes what is done to it. */
class FakeProcess extends EventEmitter implements HostProcess {
  readonly done: string[] = [];
  readonly stderr = { write: (text: string) => this.done.push(`stderr ${text}`) };
  readonly argv: string[];

  constructor(...args: string[]) {
    super();
    this.argv = ['node', 'main.js', ...args];
  }

  send(message: unknown): void {
    this.done.push(`send ${JSON.stringify(message)}`);
  }

  exit(code: number): void {
    this.done.push(`exit ${code}`);
  }
}

const addresses = { tcp: '127.0.0.1:3101' };
const READY = 'send {"type":"ready","app":"comet","addresses":{"tcp":"127.0.0.1:3101"}}';
const turn = () => new Promise((resolve) => setImmediate(resolve));

let host: FakeProcess;
let logged: string[];

function run(boot: RunAppOptions['boot'], options: Partial<RunAppOptions> = {}): Promise<void> {
  return runApp({ app: 'comet', summary: 'holds the connections', boot, host, ...options });
}

const serving = (close: RunningApp['close']) => () => Promise.resolve({ addresses, close });

beforeEach(() => {
  host = new FakeProcess();
  logged = [];
  const note = (level: string) => (text: unknown) => void logged.push(`${level} ${String(text)}`);
  Logger.overrideLogger({ log: note('log'), warn: note('warn'), error: note('error'), fatal: note('fatal') });
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env['DEBUG'];
});

describe('runApp', () => {
  it('tells the launcher and the log when the app serves', async () => {
    host = new FakeProcess('--config', 'a.toml');
    let given: unknown;
    await run((commandLine) => {
      given = commandLine;
      return Promise.resolve({ addresses, close: () => Promise.resolve() });
    });
    expect(given).toMatchObject({ configFile: 'a.toml' });
    expect(host.done).toEqual([READY]);
    expect(logged).toEqual(['log ready']);
  });

  it('goes on where what it says to a launcher that is gone does not arrive', async () => {
    await run(serving(() => Promise.resolve()));
    host.emit('error', new Error('EPIPE'));
    expect([host.done, logged]).toEqual([[READY], ['log ready']]);
  });

  it('serves without a launcher', async () => {
    Object.assign(host, { send: undefined });
    await run(serving(() => Promise.resolve()));
    expect(host.done).toEqual([]);
  });

  it.each([
    [new ConfigError(['tcp.port: expected a whole number']), 'tcp.port: expected a whole number'],
    [new Error('NATS is not reachable\n  at 127.0.0.1'), 'NATS is not reachable at 127.0.0.1'],
    ['text', 'text'],
  ])('prints one line and exits with 1 when boot fails by %s', async (error, line) => {
    await run(() => Promise.reject(error));
    expect(host.done).toEqual([`stderr comet: ${line}\n`, 'exit 1']);
    expect(logged).toEqual([]);
  });

  it('prints one line for an unknown option, without booting', async () => {
    host = new FakeProcess('--nope');
    await run(() => Promise.reject(new Error('booted')));
    expect(host.done).toEqual([expect.stringMatching(/^stderr comet: Unknown option '--nope'.*\n$/), 'exit 1']);
  });

  it('adds the stack when DEBUG is set', async () => {
    process.env['DEBUG'] = '1';
    await run(() => Promise.reject(new Error('no')));
    expect(host.done[1]).toMatch(/run-app\.spec/);
  });

  it('adds the stacks of the causes as well, each once', async () => {
    process.env['DEBUG'] = '1';
    const cause = new Error('the extension throws');
    cause.cause = cause;
    await run(() => Promise.reject(new Error('no', { cause })));
    expect(host.done.slice(1)).toEqual([
      expect.stringContaining('stderr Error: no\n'),
      expect.stringContaining('stderr Error: the extension throws\n'),
      'exit 1',
    ]);
  });

  it('takes an error that nobody caught during boot for a failed boot', async () => {
    let failBoot = (_error: Error): void => undefined;
    const running = run(() => new Promise((_resolve, reject) => (failBoot = reject)));
    host.emit('uncaughtException', new Error('listen failed'));
    failBoot(new Error('a consequence'));
    await running;
    expect(host.done).toEqual(['stderr comet: listen failed\n', 'exit 1']);
  });

  it('ends at once on a signal during boot', async () => {
    let boot = (_app: RunningApp): void => undefined;
    const running = run(() => new Promise((resolve) => (boot = resolve)));
    host.emit('SIGINT');
    boot({ addresses, close: () => Promise.resolve() });
    await running;
    expect(host.done).toEqual(['exit 0']);
  });

  it.each(['SIGTERM', 'SIGINT', 'disconnect'])(
    'abandons a boot that has clients already, on %s, and once',
    async (event) => {
      let fail = (_error: Error): void => undefined;
      const running = run((_commandLine, unfinished) => {
        unfinished.abandon = async () => {
          host.done.push('abandon');
          await turn();
          // What was abandoned does not come up: that is no failure.
          fail(new Error('a worker ended before it was ready'));
          await turn();
          host.done.push('abandoned');
        };
        return new Promise((_resolve, reject) => (fail = reject));
      });
      host.emit(event);
      host.emit('SIGTERM');
      await running;
      expect(host.done).toEqual(['abandon']);
      await turn();
      await turn();
      expect(host.done).toEqual(['abandon', 'abandoned', 'exit 0']);
    },
  );

  it('closes an app that serves, though its boot could have been abandoned', async () => {
    await run((_commandLine, unfinished) => {
      unfinished.abandon = async () => void host.done.push('abandon');
      return serving(async () => void host.done.push('close'))();
    });
    host.emit('SIGTERM');
    await turn();
    expect(host.done).toEqual([READY, 'close', 'exit 0']);
  });

  it('gives up on abandoning a boot that takes too long, and says what crashes meanwhile', async () => {
    const neverDone = (): void =>
      void run(
        (_commandLine, unfinished) => {
          unfinished.abandon = () => new Promise(() => undefined);
          return new Promise(() => undefined);
        },
        { closeWithinMs: 20 },
      );
    neverDone();
    host.emit('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(host.done).toEqual(['stderr comet: did not shut down within 20 ms\n', 'exit 1']);
    host = new FakeProcess();
    neverDone();
    host.emit('SIGTERM');
    host.emit('uncaughtException', new Error('bug'));
    expect(host.done).toEqual(['stderr comet: bug\n', 'exit 1']);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(host.done).toHaveLength(2);
  });

  it.each(['SIGTERM', 'SIGINT', 'disconnect'])('closes, then exits with 0, on %s', async (event) => {
    await run(
      serving(async () => {
        host.done.push('close');
        await turn();
        host.done.push('closed');
      }),
    );
    host.emit(event);
    await turn();
    await turn();
    expect(host.done).toEqual([READY, 'close', 'closed', 'exit 0']);
  });

  it('closes once, however many signals come', async () => {
    await run(
      serving(async () => {
        host.done.push('close');
        await turn();
      }),
    );
    for (const event of ['SIGTERM', 'SIGINT', 'disconnect', 'SIGTERM']) host.emit(event);
    await turn();
    await turn();
    host.emit('SIGTERM');
    expect(host.done).toEqual([READY, 'close', 'exit 0']);
  });

  it('gives up on a close that takes too long', async () => {
    let finish = (): void => undefined;
    await run(
      serving(() => new Promise((resolve) => (finish = resolve))),
      { closeWithinMs: 20 },
    );
    host.emit('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 60));
    finish();
    await turn();
    expect(host.done).toEqual([READY, 'stderr comet: did not shut down within 20 ms\n', 'exit 1']);
  });

  it('exits though a listener of that throws, as the log does where nobody reads it', async () => {
    await run(serving(() => Promise.resolve()));
    host.exit = (code) => {
      host.exit = FakeProcess.prototype.exit;
      throw new Error(`write EPIPE at exit ${code}`);
    };
    host.emit('SIGTERM');
    await turn();
    expect(host.done).toEqual([READY, 'exit 0']);
  });

  it('exits with 1 and a line when close fails, also when it throws at once', async () => {
    await run(serving(() => Promise.reject(new Error('drain failed'))));
    host.emit('SIGTERM');
    await turn();
    expect(host.done).toEqual([READY, 'stderr comet: shutdown failed: drain failed\n', 'exit 1']);

    host = new FakeProcess();
    await run(
      serving(() => {
        throw new Error('thrown');
      }),
    );
    host.emit('SIGTERM');
    await turn();
    expect(host.done).toEqual([READY, 'stderr comet: shutdown failed: thrown\n', 'exit 1']);
  });

  it.each([
    ['uncaughtException', 'fatal uncaught exception'],
    ['unhandledRejection', 'fatal unhandled rejection'],
  ])('logs %s as fatal and exits with 1', async (event, line) => {
    await run(serving(() => Promise.resolve()));
    host.emit(event, new Error('bug'));
    expect(logged).toEqual(['log ready', line]);
    expect(host.done).toEqual([READY, 'exit 1']);
  });

  it('crashes also while it closes', async () => {
    await run(
      serving(() => new Promise(() => undefined)),
      { closeWithinMs: 50 },
    );
    host.emit('SIGTERM');
    host.emit('unhandledRejection', new Error('bug'));
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(host.done).toEqual([READY, 'exit 1']);
  });

  describe('on SIGHUP', () => {
    const reloading = (reload: () => Promise<unknown>) => () =>
      Promise.resolve({ addresses, reload, close: () => Promise.resolve() });

    it('has the app read its configuration again, each time', async () => {
      let times = 0;
      await run(reloading(() => Promise.resolve(times++)));
      host.emit('SIGHUP');
      host.emit('SIGHUP');
      expect(times).toBe(2);
      expect(host.done).toEqual([READY]);
    });

    it('does so right after the boot where it came before its end', async () => {
      let times = 0;
      await run(() => {
        host.emit('SIGHUP');
        return reloading(() => Promise.resolve(times++))();
      });
      expect(times).toBe(1);
    });

    it('does nothing any more once the app shuts down, nor in an app that has nothing to read', async () => {
      let times = 0;
      await run(reloading(() => Promise.resolve(times++)));
      host.emit('SIGTERM');
      host.emit('SIGHUP');
      await turn();
      expect(times).toBe(0);
      host = new FakeProcess();
      await run(serving(() => Promise.resolve()));
      host.emit('SIGHUP');
      expect(host.done).toEqual([READY]);
    });

    it('logs a reading that failed by a fault', async () => {
      await run(reloading(() => Promise.reject(new Error('a fault'))));
      host.emit('SIGHUP');
      await turn();
      expect(logged).toEqual(['log ready', 'error the reload failed']);
    });
  });

  it('warns of flags that have no effect', async () => {
    host = new FakeProcess('-weight=1');
    const goim = { keys: [], startUp: [], idleFlags: [{ flag: 'weight', value: '10' }] };
    await runApp({ app: 'job', summary: '', goim, boot: serving(() => Promise.resolve()), host });
    expect(logged).toEqual(['log ready', 'warn flags that have no effect here']);
  });
});
