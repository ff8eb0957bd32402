import type { Logger } from '@nestjs/common';
import cluster from 'node:cluster';
import { readCommandLine, stackTracesWanted, type AppName, type CommandLine, type GoimNames } from '#config';
import { bootFailure } from './boot-failure.js';
import { isError } from './listen.js';

/** An app that serves. */
export interface RunningApp {
  /** What it listens on, by name, with the ports that were really taken: `{ tcp: '127.0.0.1:3101' }`. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Reads the configuration again, and what else may have changed. Asked for by SIGHUP, any number of times. */
  reload?(): Promise<unknown>;
  /** Stops accepting, lets go of the clients, drains. Called at most once. */
  close(): Promise<void>;
}

/** A boot that is under way. */
export interface UnfinishedBoot {
  /**
   * Set by a boot that lets clients in before it is done. A signal then calls it, at most once, instead of ending the process at
   * once: it lets go of those clients, and of what else would be left.
   */
  abandon?: () => Promise<void>;
}

export interface RunAppOptions {
  readonly app: AppName;
  /** One line on what the app does, for `--help`. */
  readonly summary: string;
  /** What goim calls the settings of this app: its flags are taken as well. */
  readonly goim?: GoimNames;
  /** Starts the app. What it throws is printed as one line, unless the app was asked to end before. */
  boot(commandLine: CommandLine, unfinished: UnfinishedBoot): Promise<RunningApp>;
  /** How long `close` may take, and `abandon`. Default: 10,000 ms. */
  readonly closeWithinMs?: number;
  /** Default: this process. */
  readonly host?: HostProcess;
}

/** What is used of `process`. */
export interface HostProcess {
  readonly argv: readonly string[];
  readonly stderr: { write(text: string): unknown };
  /** There only under a launcher. */
  send?(message: ReadyMessage): unknown;
  on(event: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'disconnect', listener: () => void): unknown;
  on(event: 'uncaughtException' | 'unhandledRejection' | 'error', listener: (error: unknown) => void): unknown;
  exit(code: number): void;
}

/** Sent to the launcher over IPC when the app serves. */
export interface ReadyMessage {
  readonly type: 'ready';
  readonly app: AppName;
  readonly addresses: Readonly<Record<string, string>>;
}

/**
 * The whole life of an app's process: command line, boot, readiness, shutdown. For `main.ts`, which does nothing else.
 *
 * - Boot fails: one line on standard error, `<app>: <message>`, exit code 1. With `DEBUG` set, its stack after it, and those of its causes.
 * - Boot is done: a `ready` message to the launcher, and one log line.
 * - SIGHUP: `reload()`. Before boot is done it is done right after; while the app shuts down it changes nothing.
 * - SIGTERM, SIGINT or the death of the launcher: `close()` once, then exit code 0; code 1 and a line when it fails or
 *   takes longer than `closeWithinMs`. Later signals change nothing. Before boot is done a signal ends the process at once
 *   with code 0, since nothing has been promised to anybody; where boot has set `abandon`, after that instead of `close()`.
 * - In a worker of `node:cluster` the death of the primary counts as that of the launcher.
 * - An error that nobody caught: logged as fatal, exit code 1, without `close`: what state the app is in is unknown.
 */
export async function runApp(options: RunAppOptions): Promise<void> {
  const { app, summary, goim, host = process } = options;
  const life = new AppLife(options, host);
  life.watch();
  try {
    const commandLine = readCommandLine({ app, summary, goim, argv: host.argv.slice(2) });
    const running = await options.boot(commandLine, life.unfinished);
    // Nest is there by now. A start that is refused before does without it: it is most of what a start costs.
    const { Logger } = await import('@nestjs/common');
    life.serve(running, new Logger(app), commandLine);
  } catch (error) {
    life.fail(error);
  }
}

/** booting -> serving -> closing -> ended; or from any of them straight to ended. */
class AppLife {
  readonly unfinished: UnfinishedBoot = {};
  private state: 'booting' | 'serving' | 'closing' | 'ended' = 'booting';
  private running: RunningApp | undefined;
  private reloadWanted = false;
  private logger: Logger | undefined;

  constructor(
    private readonly options: RunAppOptions,
    private readonly host: HostProcess,
  ) {}

  watch(): void {
    this.host.on('SIGTERM', () => void this.stop('SIGTERM'));
    this.host.on('SIGINT', () => void this.stop('SIGINT'));
    this.host.on('SIGHUP', () => this.reload());
    // A worker that loses its primary is ended by Node.js itself, before it hears of that, unless it says that it will end.
    if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
    // What is still said to a primary or a launcher that is gone must not end the process before its clients are closed.
    this.host.on('error', () => undefined);
    this.host.on('disconnect', () => void this.stop('launcher gone'));
    this.host.on('uncaughtException', (error) => this.crash('uncaught exception', error));
    this.host.on('unhandledRejection', (error) => this.crash('unhandled rejection', error));
  }

  serve(running: RunningApp, logger: Logger, { withoutEffect = [] }: CommandLine): void {
    if (this.state !== 'booting') return;
    this.running = running;
    this.logger = logger;
    this.state = 'serving';
    const { addresses } = running;
    logger.log('ready', { addresses });
    if (withoutEffect.length > 0) logger.warn('flags that have no effect here', { flags: withoutEffect });
    this.host.send?.({ type: 'ready', app: this.options.app, addresses });
    if (this.reloadWanted) this.reload();
  }

  private reload(): void {
    this.reloadWanted = this.state === 'booting';
    if (this.state !== 'serving') return;
    this.running?.reload?.().catch((error: unknown) => this.logger?.error('the reload failed', { err: error }));
  }

  /** Boot did not come to an end. */
  fail(error: unknown): void {
    if (this.state !== 'booting') return;
    this.end(1, bootFailure(error), error);
  }

  private crash(what: string, error: unknown): void {
    if (this.state === 'ended') return;
    // An 'error' event that no one listens to is how some servers say that they cannot listen.
    if (!this.logger) return this.end(1, bootFailure(error), error);
    this.logger.fatal(what, { err: error });
    this.end(1);
  }

  private async stop(reason: string): Promise<void> {
    if (this.state !== 'booting' && this.state !== 'serving') return;
    const close = this.running ? () => this.running!.close() : this.unfinished.abandon;
    if (!close) return this.end(0);
    this.state = 'closing';
    this.logger?.log('shutting down', { reason });
    const { closeWithinMs = 10_000 } = this.options;
    const timer = setTimeout(() => this.end(1, `did not shut down within ${closeWithinMs} ms`), closeWithinMs);
    try {
      await close();
      this.end(0);
    } catch (error) {
      this.end(1, `shutdown failed: ${bootFailure(error)}`, error);
    } finally {
      clearTimeout(timer);
    }
  }

  private end(code: number, line?: string, error?: unknown): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    if (line !== undefined) this.host.stderr.write(`${this.options.app}: ${line}\n`);
    if (stackTracesWanted()) for (const stack of stacksOf(error)) this.host.stderr.write(`${stack}\n`);
    try {
      this.host.exit(code);
    } catch {
      // A listener of `exit` threw, as the log's does where nobody reads it any more: then Node has not ended the process. It
      // does so at the second time, and asks none of them.
      this.host.exit(code);
    }
  }
}

/** Its own, and those of what caused it. */
function stacksOf(error: unknown): (string | undefined)[] {
  const errors = new Set<Error>();
  for (let one = error; isError(one) && !errors.has(one); one = one.cause) errors.add(one);
  return [...errors].map(({ stack }) => stack);
}
