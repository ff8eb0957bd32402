import { Controller, Get, Headers, HttpStatus, Param, Query, Req, Res } from '@nestjs/common';
import { AppError, type HttpReadReply } from '#contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConnectionAccess } from './connection-access.js';
import { event, streamEvents, type EventSource } from './event-stream.js';
import { ConnectionEnded } from './http-failure.js';
import { closeOf } from './message-json.js';
import { describe, eventId, letIn, readCursor, readEventId, readVersion } from './requests.js';

/** Clients that read by Server-Sent Events: what `EventSource` speaks. */
@Controller('v1')
export class EventsController {
  constructor(private readonly access: ConnectionAccess) {}

  /** Of a connection that was opened before. */
  @Get('connections/:id/events')
  async events(
    @Param('id') connection: string,
    @Query('cursor') cursor: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = readCursor(lastEventId ? 'Last-Event-ID' : 'cursor', lastEventId || (cursor ?? '0'));
    const first = await this.read(connection, after, 0);
    if (first.reason !== '') throw ConnectionEnded.closed(closeOf(first.reason, first.message));
    await this.stream(this.sourceOf(connection, String), first, '', reply);
  }

  /** Opens a connection and reads it in one step; a stream that broke goes on with the same connection if it can. */
  @Get('events')
  async open(
    @Query('token') token: string | undefined,
    @Query('version') version: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const resumed = readEventId(lastEventId);
    const first = resumed && (await this.resume(resumed.connection, resumed.cursor));
    if (resumed && first) {
      // A client that must not come back is not let in again: to EventSource this status means the end.
      if (first.reason !== '') void reply.status(HttpStatus.NO_CONTENT).send();
      else await this.stream(this.namedSource(resumed.connection), first, '', reply);
      return;
    }
    const newcomer = { token: Buffer.from(token ?? ''), version: readVersion(version) };
    const opened = await letIn(this.access, newcomer, request, reply);
    const greeting = `id: ${eventId(opened.id, 0)}\n${event('open', describe(opened))}`;
    await this.stream(this.namedSource(opened.id), await this.read(opened.id, 0, 0), greeting, reply);
  }

  /** @returns nothing where it can't be resumed, and another connection may be opened */
  private async resume(connection: string, cursor: number): Promise<HttpReadReply | undefined> {
    try {
      const first = await this.read(connection, cursor, 0);
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
    return { read: (after) => this.read(connection, after, this.access.options.current.keepAlive), idOf };
  }

  private read(connection: string, after: number, wait: number): Promise<HttpReadReply> {
    return this.access.read({ connection, after, wait, replay: true });
  }

  private async stream(
    source: EventSource,
    first: HttpReadReply,
    greeting: string,
    reply: FastifyReply,
  ): Promise<void> {
    reply.hijack();
    reply.raw.writeHead(HttpStatus.OK, {
      ...(reply.getHeaders() as Record<string, string>),
      'Content-Type': 'text/event-stream',
      // A proxy that buffers would hold the events back.
      'X-Accel-Buffering': 'no',
    });
    if (greeting !== '') reply.raw.write(greeting);
    await streamEvents(source, first, reply.raw);
  }
}
