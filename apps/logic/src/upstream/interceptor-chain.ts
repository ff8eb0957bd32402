import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AppError, type AppErrorCode } from '#contracts';
import { withinTime } from '#limits';
import { SparseLines, type Metrics, type LabelledCounts } from '#observability';
import { findProviders } from '../extensions/find-providers.js';
import { checkedDecision } from './checked-decision.js';
import { UpstreamInterceptor, type UpstreamDecision } from './upstream-interceptor.js';
import { withChange, type UpstreamMessage } from './upstream-message.js';

/** Every `UpstreamInterceptor` that the modules of this app provide, in the order of the modules. */
@Injectable()
export class UpstreamInterceptors implements OnModuleInit {
  list: readonly UpstreamInterceptor[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error where one is made for each request: it would see no message */
  onModuleInit(): void {
    this.list = findProviders(this.discovery, UpstreamInterceptor);
  }
}

/** What the interceptors together decided. */
export type Verdict =
  | { readonly action: 'pass'; readonly message: UpstreamMessage }
  | Extract<UpstreamDecision, { action: 'answer' | 'refuse' }>
  | (Extract<UpstreamDecision, { action: 'relay' }> & { readonly sent: UpstreamMessage })
  | { readonly action: 'fail'; readonly code: AppErrorCode };

interface Progress {
  /** Who is being asked. */
  interceptor: UpstreamInterceptor;
  isOver: boolean;
}

export interface ChainOptions {
  /** Milliseconds that all interceptors together have for one message. */
  readonly timeoutMs: number;
  /** Whether bodies of operation 4 may ask for a relay. */
  readonly relays: boolean;
}

/** Asks the interceptors one after another. One that throws or hangs costs the message that it was asked about. */
export class InterceptorChain {
  private readonly logger = new Logger('UpstreamInterceptor');
  /** A client may have each of its messages fail. */
  private readonly lines = new SparseLines();
  private readonly failures: LabelledCounts<'interceptor' | 'reason'>;

  constructor(
    private readonly interceptors: () => readonly UpstreamInterceptor[],
    private readonly options: ChainOptions,
    metrics: Metrics,
  ) {
    this.failures = metrics.counter(
      'goim_upstream_interceptor_failures_total',
      'Messages that an interceptor failed on, by interceptor and whether it threw or took too long.',
      ['interceptor', 'reason'],
    );
  }

  async decide(message: UpstreamMessage): Promise<Verdict> {
    const interceptors = this.interceptors();
    const [first] = interceptors;
    if (!first) return { action: 'pass', message };
    const progress: Progress = { interceptor: first, isOver: false };
    const asked = this.ask(interceptors, message, progress);
    try {
      return await withinTime(this.options.timeoutMs, asked, () => this.hangs(progress));
    } catch (error) {
      return this.failed(progress, error);
    } finally {
      progress.isOver = true;
    }
  }

  private async ask(
    interceptors: readonly UpstreamInterceptor[],
    original: UpstreamMessage,
    progress: Progress,
  ): Promise<Verdict> {
    let message = original;
    for (const interceptor of interceptors) {
      progress.interceptor = interceptor;
      const given = await interceptor.intercept(message);
      // Too late: the client has its answer, and the next interceptor would act on a message that was refused.
      if (progress.isOver) break;
      const decision = checkedDecision(given);
      switch (decision.action) {
        case 'pass':
          break;
        case 'change':
          message = withChange(message, decision, this.options.relays);
          break;
        case 'relay':
          return { ...decision, sent: message };
        case 'answer':
        case 'refuse':
          return decision;
      }
    }
    return { action: 'pass', message };
  }

  private hangs({ interceptor }: Progress): Verdict {
    const name = nameOf(interceptor);
    this.failures.inc({ interceptor: name, reason: 'timeout' });
    const { timeoutMs } = this.options;
    this.lines.tell(`${name} timeout`, (leftOut) => {
      this.logger.warn('an interceptor took too long: the message was refused', {
        interceptor: name,
        timeoutMs,
        ...leftOut,
      });
    });
    return { action: 'fail', code: 'unavailable' };
  }

  private failed({ interceptor }: Progress, err: unknown): Verdict {
    const name = nameOf(interceptor);
    this.failures.inc({ interceptor: name, reason: 'error' });
    this.lines.tell(`${name} error`, (leftOut) => {
      this.logger.error('an interceptor failed: the message was refused', { interceptor: name, err, ...leftOut });
    });
    return { action: 'fail', code: err instanceof AppError ? err.code : 'internal' };
  }
}

function nameOf(interceptor: UpstreamInterceptor): string {
  return interceptor.constructor.name;
}
