import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../callers/audited.js';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import {
  ClosedSessions,
  CloseMemberQuery,
  CloseQuery,
  SessionPath,
  SessionQuery,
  SessionsQuery,
} from './sessions.schema.js';
import { SessionsService } from './sessions.service.js';
import { SessionList, SessionView } from './session-view.js';

const UNKNOWN = 'Not all sessions are known now: somebody may be connected with it; retry is safe';

/** Who is connected, and an end to it. */
@ApiTags('sessions')
@Controller('v1/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'SessionApiController_ofMember',
    summary: 'The sessions, or those that are all of what is asked for',
  })
  @ApiOkResponse({ standardSchema: SessionList, description: 'By their keys; of comets that are alive' })
  @ApiProblems({ 400: 'A parameter is wrong' })
  list(@Query({ schema: SessionsQuery }) query: SessionsQuery): Promise<SessionList> {
    return this.sessions.list(query);
  }

  @Get(':key')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'SessionApiController_one', summary: 'One session' })
  @ApiOkResponse({ standardSchema: SessionView, description: 'Where and since when it is connected' })
  @ApiProblems({ 400: 'The key can be none', 404: 'Nobody is connected with this key', 503: UNKNOWN })
  one(
    @Param({ schema: SessionPath }) { key }: SessionPath,
    @Query({ schema: SessionQuery }) { live = false }: SessionQuery,
  ): SessionView | Promise<SessionView> {
    return live ? this.sessions.live(key) : this.sessions.one(key);
  }

  @Delete()
  @NeedsScope('admin')
  @ApiOperation({
    operationId: 'SessionApiController_closeMember',
    summary: 'Close every session of a member; the clients are told not to come back',
  })
  @ApiOkResponse({ standardSchema: ClosedSessions, description: 'Those that are closed now' })
  @ApiProblems({
    400: 'A parameter is wrong',
    409: "One is at a comet of goim's own, which can't be asked; the others are closed",
    503: 'A comet did not answer, or not all sessions are known now: some may be closed; retry is safe',
  })
  @Audited('sessions-of-member-closed')
  closeMember(@Query({ schema: CloseMemberQuery }) query: CloseMemberQuery): Promise<ClosedSessions> {
    return this.sessions.closeMember(query);
  }

  @Delete(':key')
  @NeedsScope('admin')
  @ApiOperation({
    operationId: 'SessionApiController_close',
    summary: 'Close a session; the client is told not to come back',
  })
  @ApiOkResponse({ standardSchema: ClosedSessions, description: 'It is closed now' })
  @ApiProblems({
    400: 'The key or the reason can be none',
    404: 'Nobody is connected with this key',
    409: "The session is at a comet of goim's own, which can't be asked",
    503: 'The comet did not answer, or not all sessions are known now; retry is safe',
  })
  @Audited('session-closed')
  close(
    @Param({ schema: SessionPath }) { key }: SessionPath,
    @Query({ schema: CloseQuery }) { reason }: CloseQuery,
  ): Promise<ClosedSessions> {
    return this.sessions.close(key, reason);
  }
}
