import { Injectable, Logger, MethodNotAllowedException, type BeforeApplicationShutdown } from '@nestjs/common';
import { accountOf } from '#callers/nest';
import { AppError } from '#contracts';
import { CountsByName } from '#limits';
import { Metrics, type LabelledCounts } from '#observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TooManyRequests } from '#problem-details';
import { callerOf } from '../callers/caller.js';
import { HttpCallers } from '../callers/http-callers.js';
import { EventStream } from './event-stream.js';

/** At once, of one logic. Each holds 256 KiB at most, and one event more. */
export const MAX_STREAMS = 64;
/** Of one caller: nobody alone takes the places of all. A page of the console holds two. */
export const MAX_STREAMS_OF_ONE = 16;
/** Why a caller is refused one more, in the API documentation. */
export const OF_ONE = `${MAX_STREAMS_OF_ONE} streams of this caller are open; Retry-After says when to come back`;
/** A page that was left is known to be gone within it. */
const TRY_AGAIN_S = 5;
const TICK_MS = 1_000;
/** Seconds between two comments, and looks at whether the caller still may read. */
const LOOK_EVERY = 15;

/** Has a stream told of something, from now on. @returns ends it; called once */
type Listen = (stream: EventStream) => Promise<() => void> | (() => void);

/** The streams of events of the JSON API: how many there may be, and when they end. All are for callers with the scope read. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly logger = new Logger(EventStreams.name);
  private readonly streams = new Map<EventStream, FastifyRequest>();
  /** How many are of one caller. */
  private readonly byAccount = new CountsByName<string>();
  private readonly refused: LabelledCounts<'reason'>;
  private readonly leftOut: LabelledCounts<'event'>;
  private ticker: NodeJS.Timeout | undefined;
  private ticks = 0;
  private isEnding = false;

  constructor(
    private readonly callers: HttpCallers,
    metrics: Metrics,
  ) {
    metrics.observedGauge(
      'goim_event_streams',
      'Event streams of the HTTP API that are open.',
      () => this.streams.size,
    );
    this.refused = metrics.counter(
      'goim_event_streams_refused_total',
      'Event streams that were refused or ended: too-many at once, too-many-of-caller, caller: the key is not valid any more, or fault: who calls cannot be said.',
      ['reason'],
    );
    this.leftOut = metrics.counter(
      'goim_event_streams_left_out_total',
      'Events that a stream left out, since its client is slow or they are too many a second, by name.',
      ['event'],
    );
  }

  /**
   * Answers by a stream, until the client goes, logic ends, or the caller may not read any more.
   *
   * @param listen what it throws is the answer
   * @param seconds after which it is ended; unless given, it is not
   * @throws AppError `unavailable` where there are too many streams; TooManyRequests where too many are the caller's
   */
  async open(request: FastifyRequest, reply: FastifyReply, listen: Listen, seconds?: number): Promise<void> {
    // Fastify works it as a GET.
    if (request.method === 'HEAD') {
      void reply.header('Allow', 'GET');
      throw new MethodNotAllowedException('HEAD is not GET');
    }
    if (this.isEnding) throw new AppError('unavailable', 'this process is about to end');
    if (this.streams.size >= MAX_STREAMS) {
      this.refused.inc({ reason: 'too-many' });
      throw new AppError('unavailable', `${MAX_STREAMS} streams are open here, and no more may be`);
    }
    const account = accountOf(callerOf(request));
    if (this.byAccount.of(account) >= MAX_STREAMS_OF_ONE) {
      this.refused.inc({ reason: 'too-many-of-caller' });
      throw new TooManyRequests(`${MAX_STREAMS_OF_ONE} streams of this caller are open here`, TRY_AGAIN_S);
    }
    const stream = new EventStream(reply.raw, (event) => this.leftOut.inc({ event }));
    this.streams.set(stream, request);
    this.byAccount.add(account);
    this.ticker ??= setInterval(() => this.tick(), TICK_MS).unref();
    let stop: () => void;
    try {
      stop = await listen(stream);
    } catch (error) {
      this.forget(stream, account);
      throw error;
    }
    const over = seconds === undefined ? undefined : setTimeout(() => stream.end(), seconds * 1_000).unref();
    const onEnd = (): void => {
      clearTimeout(over);
      stop();
      this.forget(stream, account);
    };
    reply.hijack();
    if (stream.isGone) onEnd();
    else stream.begin(reply.getHeaders() as Record<string, string>, onEnd);
    if (this.isEnding) stream.end();
  }

  beforeApplicationShutdown(): void {
    this.end();
  }

  /** Ahead of the connections, which would break off. Called any number of times. */
  end(): void {
    this.isEnding = true;
    clearInterval(this.ticker);
    for (const stream of this.streams.keys()) stream.end();
  }

  private forget(stream: EventStream, account: string): void {
    this.streams.delete(stream);
    this.byAccount.remove(account);
    if (this.streams.size > 0) return;
    clearInterval(this.ticker);
    this.ticker = undefined;
  }

  private tick(): void {
    const isLook = ++this.ticks % LOOK_EVERY === 0;
    for (const [stream, request] of this.streams) {
      stream.tick();
      if (!isLook) continue;
      stream.comment();
      void this.look(stream, request);
    }
  }

  /** A key that was revoked, or has expired, is not listened to for longer. */
  private async look(stream: EventStream, request: FastifyRequest): Promise<void> {
    let reason = 'caller';
    try {
      const found = await this.callers.identify(request, 'read');
      if (!('reason' in found) || found.reason === 'unavailable') return;
    } catch (error) {
      // Nobody awaits it, so it would end the process.
      this.logger.error('whether the caller of an event stream may still read cannot be said', { err: error });
      reason = 'fault';
    }
    this.refused.inc({ reason });
    stream.end();
  }
}
