import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../callers/audited.js';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import { SessionList } from '../sessions/session-view.js';
import { MemberPath, MembersQuery, RoomList, RoomPath, RoomsQuery, RoomView, SessionRooms } from './rooms.schema.js';
import { RoomsService } from './rooms.service.js';

const WRONG = 'A parameter is wrong';
const NOBODY = 'Nobody is connected with this key';
const GOIMS = "The session is at a comet of goim's own, which can't be asked";
const AWAY = 'The comet did not answer, or not all sessions are known now; retry is safe';

/** Rooms and their members. A room is there while somebody is in it. */
@ApiTags('rooms')
@Controller('v1/rooms')
export class RoomsController {
  constructor(private readonly rooms: RoomsService) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({ operationId: 'RoomsApiController_list', summary: 'The rooms that somebody is in' })
  @ApiOkResponse({
    standardSchema: RoomList,
    description:
      'Those with most sessions first, equal ones by key: one whose count changes may be missed, or come twice. By their keys with `sort=name`',
  })
  @ApiProblems({ 400: WRONG })
  list(@Query({ schema: RoomsQuery }) query: RoomsQuery): RoomList {
    return this.rooms.list(query);
  }

  @Get(':room')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'RoomsApiController_one', summary: 'How many are in a room' })
  @ApiOkResponse({ standardSchema: RoomView, description: 'Over all nodes; 0 where nobody is' })
  @ApiProblems({ 400: 'The key can be none' })
  one(@Param({ schema: RoomPath }) { room }: RoomPath): RoomView {
    return this.rooms.one(room);
  }

  @Get(':room/members')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'RoomsApiController_members', summary: 'Who is in a room' })
  @ApiOkResponse({ standardSchema: SessionList, description: 'Its sessions, by their keys' })
  @ApiProblems({ 400: WRONG })
  members(
    @Param({ schema: RoomPath }) { room }: RoomPath,
    @Query({ schema: MembersQuery }) query: MembersQuery,
  ): Promise<SessionList> {
    return this.rooms.members(room, query);
  }

  @Put(':room/members/:key')
  @NeedsScope('admin')
  @ApiOperation({ operationId: 'RoomsApiController_join', summary: "Put a session into a room, beside goim's one" })
  @ApiOkResponse({ standardSchema: SessionRooms, description: 'It is in these rooms now' })
  @ApiProblems({ 400: 'A key can be none, or the session may be in no more rooms', 404: NOBODY, 409: GOIMS, 503: AWAY })
  @Audited('session-put-into-room')
  join(@Param({ schema: MemberPath }) member: MemberPath): Promise<SessionRooms> {
    return this.rooms.join(member);
  }

  @Delete(':room/members/:key')
  @NeedsScope('admin')
  @ApiOperation({ operationId: 'RoomsApiController_leave', summary: 'Take a session out of a room' })
  @ApiOkResponse({ standardSchema: SessionRooms, description: 'It is in these rooms now' })
  @ApiProblems({ 400: 'A key can be none', 404: NOBODY, 409: GOIMS, 503: AWAY })
  @Audited('session-taken-out-of-room')
  leave(@Param({ schema: MemberPath }) member: MemberPath): Promise<SessionRooms> {
    return this.rooms.leave(member);
  }
}
