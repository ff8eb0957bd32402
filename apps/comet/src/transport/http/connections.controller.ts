import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { namesMediaType } from '#http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConnectionAccess } from './connection-access.js';
import { ConnectionEnded } from './http-failure.js';
import { closeOf, messagesOf, packetsFromJson } from './message-json.js';
import {
  bodyOf,
  BYTES,
  describe,
  letIn,
  readCursor,
  readTimeout,
  readVersion,
  type OpenedConnection,
} from './requests.js';

const DEFAULT_WAIT_MS = 30_000;

/** Clients without sockets: they open a connection, send frames, and poll for what is for them. */
@Controller('v1/connections')
export class ConnectionsController {
  constructor(private readonly access: ConnectionAccess) {}

  @Post()
  async open(
    @Query('version') version: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OpenedConnection> {
    const opened = await letIn(this.access, { token: bodyOf(request), version: readVersion(version) }, request, reply);
    return describe(opened);
  }

  @Get(':id/poll')
  async poll(
    @Param('id') connection: string,
    @Query('cursor') cursor: string | undefined,
    @Query('timeout') timeout: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.access.read({
      connection,
      after: readCursor('cursor', cursor),
      wait: readTimeout(timeout, DEFAULT_WAIT_MS, this.access.options.current.maxWait),
      replay: false,
      reader: 0,
    });
    if (answer.superseded) throw ConnectionEnded.superseded();
    if (answer.reason !== '') throw ConnectionEnded.closed(closeOf(answer.reason, answer.message));
    if (namesMediaType(request.headers.accept ?? '', BYTES)) {
      void reply.header('Goim-Cursor', answer.cursor).type(BYTES).send(answer.packets);
    } else void reply.send({ cursor: String(answer.cursor), messages: messagesOf(answer.packets) });
  }

  @Post(':id/frames')
  @HttpCode(HttpStatus.NO_CONTENT)
  async send(@Param('id') connection: string, @Req() request: FastifyRequest): Promise<void> {
    // Whoever has no connection here has nothing read.
    this.access.assertKnown(connection);
    const body = bodyOf(request);
    const packets = request.headers['content-type'] === BYTES ? body : packetsFromJson(body);
    const { reason, message } = await this.access.send({ connection, packets });
    if (reason !== '') throw ConnectionEnded.closed(closeOf(reason, message));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async end(@Param('id') connection: string): Promise<void> {
    await this.access.end({ connection });
  }
}
