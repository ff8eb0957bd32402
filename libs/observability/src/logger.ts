import type { LoggerService } from '@nestjs/common';
import { NativeLogger, PinoLogger, type Params } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { stdTimeFunctions, type SerializedError } from 'pino';
import type { LogLevel } from '#config';
import { AppError } from '#contracts';
import { LogOutput } from './log-output.js';

/** By these contexts Nest writes errors that it throws as well, so that a start which fails would be told twice. */
const THROWN_AS_WELL: ReadonlySet<unknown> = new Set(['ExceptionHandler', 'NestApplication']);

interface LoggerOptions {
  /** Written into every line. */
  readonly app: string;
  readonly level: LogLevel;
  /** Default: standard output (a slow reader must not stall the app), flushed on exit. */
  readonly destination?: DestinationStream;
}

function params({ app, level, destination = standardOutput(app) }: LoggerOptions): Params {
  const options = {
    level,
    base: { app, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return {
    pinoHttp: [options, destination],
    // `logger.log('joined', { room })` writes `room` as a field of the line.
    nativeLogger: { flattenParams: true },
  };
}

/**
 * A failure that is foreseen is told by its code and its message, with those of its causes: where it was thrown says nothing to
 * whoever reads it, and takes twenty lines. A fault of ours has its stack.
 */
function describeError({ raw, stack, ...described }: SerializedError): object {
  return raw instanceof AppError && raw.code !== 'internal' ? described : { ...described, stack };
}

class AppLogger extends NativeLogger {
  override error(message: unknown, ...parameters: unknown[]): void {
    if (!THROWN_AS_WELL.has(parameters.at(-1))) super.error(message, ...parameters);
  }
}

function standardOutput(app: string): LogOutput {
  const { pid } = process;
  const output = new LogOutput(process.stdout.fd, {
    lossLine: (lines) =>
      `${JSON.stringify({ level: 'warn', time: new Date(), app, pid, context: LogOutput.name, msg: 'lines of the log were lost: nobody took them', lines })}\n`,
  });
  process.once('exit', () => output.flushSync());
  return output;
}

/**
 * The logger for `NestFactory.create(AppModule, adapter, { logger: nestLogger(…), abortOnError: false })`. Given there
 * rather than by `app.useLogger`, it also writes what happens during boot, so nothing has to be buffered.
 *
 * Code logs through Nest's own `Logger`: `private readonly logger = new Logger(Hub.name)`, then
 * `logger.log('text', { key, mid })` (the fields join the line; not `app`, `pid`, `time`, `level`, `msg`, `context`) and
 * `logger.error('text', { err })`.
 *
 * Like Nest's `Logger`, the destination is one a process: two apps in one process write through the first's.
 */
export function nestLogger(options: LoggerOptions): LoggerService {
  const given = params(options);
  return new AppLogger(new PinoLogger(given), given);
}

/** Takes effect at once, for the whole process; once a logger exists. */
export function setLogLevel(level: LogLevel): void {
  PinoLogger.root.level = level;
}
