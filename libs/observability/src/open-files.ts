import { closeSync, openSync } from 'node:fs';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Metrics } from './metrics.js';

const LOOK_INTERVAL_MS = 1_000;
/** Too many in the process, or in the system. */
const EXHAUSTED: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE']);

/**
 * Notices that the process may open no more files. Nothing else would tell: the kernel's queue of new connections is then
 * emptied by Node itself, which closes each unheard, and reports no error of the server.
 *
 * Cost: a file that is opened and closed a second, some 10 us.
 */
@Injectable()
export class OpenFiles implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(OpenFiles.name);
  private timer: NodeJS.Timeout | undefined;
  private isExhausted = false;
  private exhaustedLooks = 0;

  constructor(metrics: Metrics) {
    metrics.observedCounter(
      'goim_files_exhausted_seconds_total',
      'Seconds in which the process could open no file: new connections were closed unheard.',
      () => this.exhaustedLooks,
    );
  }

  onModuleInit(): void {
    this.timer = setInterval(() => this.look(), LOOK_INTERVAL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const failure = failureToOpen();
    const was = this.isExhausted;
    this.isExhausted = EXHAUSTED.has(failure);
    if (this.isExhausted) this.exhaustedLooks++;
    if (this.isExhausted && !was) {
      this.logger.error('no file can be opened any more, and new connections are closed: raise the limit (ulimit -n)', {
        code: failure,
      });
    }
    if (!this.isExhausted && was) this.logger.log('files can be opened again');
  }
}

/** @returns the code of the error; undefined where there is none */
function failureToOpen(): string | undefined {
  try {
    closeSync(openSync('/dev/null', 'r'));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
