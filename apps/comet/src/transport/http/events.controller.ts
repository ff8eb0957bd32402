import type { ServerResponse } from 'node:http';
import {
  Controller,
  createParamDecorator,
  Get,
  HttpStatus,
  Param,
  Query,
  Req,
  Res,
  type ExecutionContext,
} from '@nestjs/common';
import { AppError, type HttpReadReply } from '#contracts';
import { Metrics, type LabelledCounts } from '#observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConnectionAccess } from './connection-access.js';
import { event, streamEvents, type EventSource } from './event-stream.js';
import { ConnectionEnded } from './http-failure.js';
import { closeOf } from './message-json.js';
import { describe, eventId, letIn, readCursor, readEventId, readVersion } from './requests.js';

/** Milliseconds after which a stream that broke is asked for again, from and to. */
const BROKEN_MS = [1_000, 3_000] as const;
/** The same where it could not be given. */
const PUT_OFF_MS = [3_000, 10_000] as const;

/**
 * The id of the last event that a client got, undefined where it got none. EventSource gives it in a header; those that are
 * written for browsers without one can't set headers, and give it in the query.
 */
const LastEventId = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { headers, query } = context
    .switchToHttp()
    .getRequest<FastifyRequest<{ Querystring: { lastEventId?: unknown } }>>();
  const given = [headers['last-event-id'], query.lastEventId];
  return given.find((id) => typeof id === 'string' && id !== '');
});

/** Clients that read by Server-Sent Events: what `EventSource` speaks. */
@Controller('v1')
export class EventsController {
  private readonly putOff: LabelledCounts<'reason'>;

  constructor(
    private readonly access: ConnectionAccess,
    metrics: Metrics,
  ) {
    this.putOff = metrics.counter(
      'goim_http_streams_put_off_total',
      'Event streams that could not be given and were to be asked for later, by why.',
      ['reason'],
    );
  }

  /** Of a connection that was opened before. */
  @Get('connections/:id/events')
  async events(
    @Param('id') connection: string,
    @Query('cursor') cursor: string | undefined,
    @LastEventId() lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = readCursor(lastEventId ? 'Last-Event-ID' : 'cursor', lastEventId ?? cursor ?? '0');
    await this.orPutOff(reply, async () => {
      const first = await this.read(connection, after);
      if (first.reason !== '') throw ConnectionEnded.closed(closeOf(first.reason, first.message));
      await this.stream(this.sourceOf(connection, String), first, '', reply);
    });
  }

  /** Opens a connection and reads it in one step; a stream that broke goes on with the same connection if it can. */
  @Get('events')
  async open(
    @Query('token') token: string | undefined,
    @Query('version') version: string | undefined,
    @LastEventId() lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const resumed = readEventId(lastEventId);
    const newcomer = { token: Buffer.from(token ?? ''), version: readVersion(version) };
    await this.orPutOff(reply, async () => {
      const first = resumed && (await this.resume(resumed.connection, resumed.cursor));
      if (resumed && first) {
        // A client that must not come back is not let in again: to EventSource this status means the end.
        if (first.reason !== '') void reply.status(HttpStatus.NO_CONTENT).send();
        else await this.stream(this.namedSource(resumed.connection), first, '', reply);
        return;
      }
      const opened = await letIn(this.access, newcomer, request, reply);
      const greeting = `id: ${eventId(opened.id, 0)}\n${event('open', describe(opened))}`;
      await this.stream(this.namedSource(opened.id), await this.read(opened.id, 0), greeting, reply);
    });
  }

  /** To EventSource any status but 200 is the end for good. What passes is a stream that ends at once, to be asked for later. */
  private async orPutOff(reply: FastifyReply, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const reason = passingReason(error);
      if (reason === undefined) throw error;
      this.putOff.inc({ reason });
      beginStream(reply).end(`${retryWithin(PUT_OFF_MS)}: ${reason}\n\n`);
    }
  }

  /** @returns nothing where it can't be resumed, and another connection may be opened */
  private async resume(connection: string, cursor: number): Promise<HttpReadReply | undefined> {
    try {
      const first = await this.read(connection, cursor);
      return first.reason !== '' && closeOf(first.reason, '').reconnect ? undefined : first;
    } catch (error) {
      if (error instanceof AppError && !error.retryable) return undefined;
      throw error;
    }
  }

  private namedSource(connection: string): EventSource {
    return this.sourceOf(connection, (cursor) => eventId(connection, cursor));
  }

  private sourceOf(connection: string, idOf: EventSource['idOf']): EventSource {
    const readOn: EventSource['readOn'] = ({ cursor: after, reader }) =>
      this.access.read({ connection, after, wait: this.access.options.current.keepAlive, replay: true, reader });
    return { readOn, idOf };
  }

  private read(connection: string, after: number): Promise<HttpReadReply> {
    return this.access.read({ connection, after, wait: 0, replay: true, reader: 0 });
  }

  private async stream(
    source: EventSource,
    first: HttpReadReply,
    greeting: string,
    reply: FastifyReply,
  ): Promise<void> {
    const response = beginStream(reply);
    response.write(`${retryWithin(BROKEN_MS)}${greeting || '\n'}`);
    await streamEvents(source, first, response);
  }
}

function beginStream(reply: FastifyReply): ServerResponse {
  reply.hijack();
  return reply.raw.writeHead(HttpStatus.OK, {
    ...(reply.getHeaders() as Record<string, string>),
    'Content-Type': 'text/event-stream',
    // A proxy that buffers would hold the events back.
    'X-Accel-Buffering': 'no',
  });
}

/** How long EventSource waits before it comes back: by chance, so that those of a comet do not come back at once. */
function retryWithin([from, to]: readonly [number, number]): string {
  return `retry: ${from + Math.floor(Math.random() * (to - from))}\n`;
}

/** Why a stream can't be given now, where it may be later. */
function passingReason(error: unknown): string | undefined {
  if (error instanceof ConnectionEnded) return error.isPassing ? error.close?.reason : undefined;
  return error instanceof AppError && error.retryable ? error.code : undefined;
}
