import { Readable } from 'node:stream';
import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { BROADCAST_TARGET, roomTarget, sessionTarget } from '#contracts';
import { Audited } from '../callers/audited.js';
import { NeedsScope } from '../http/needs-scope.js';
import { ApiProblems } from '../http/problem.js';
import {
  ExportQuery,
  MemberHistoryPath,
  MessageList,
  MessagePath,
  MessagesQuery,
  MessageView,
  RoomHistoryPath,
  SessionHistoryPath,
  Unread,
} from './history.schema.js';
import { HistoryService, targetOfMember } from './history.service.js';

const WRONG = 'A parameter is wrong';
const NONE = 'There is no such message, or it was withdrawn';
const ANONYMOUS = 'The member 0 is every anonymous client, and has no history';
const OFF = 'No history is kept here';
const AWAY = "The history's database can't be reached; retry is safe";
const BEHIND = "The history's database can't be reached, or does not have yet what was just pushed; retry is safe";
const UNTOLD = `NATS is away, by which clients are told. Or: ${BEHIND}`;
const GONE = 'There is no such message, or it is not kept any more';
const PAGE =
  'Newest first, or oldest first with `after`. A page may hold fewer than `limit`: `before` and `after` say where to go on';
const NDJSON = 'application/x-ndjson';

/** What was pushed. */
@ApiTags('history')
@Controller('v1')
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  @Get('rooms/:room/messages')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'HistoryController_room', summary: 'Messages that were pushed to a room' })
  @ApiOkResponse({ standardSchema: MessageList, description: PAGE })
  @ApiProblems({ 400: WRONG, 501: OFF, 503: AWAY })
  room(
    @Param({ schema: RoomHistoryPath }) { room }: RoomHistoryPath,
    @Query({ schema: MessagesQuery }) query: MessagesQuery,
  ): Promise<MessageList> {
    return this.history.page(roomTarget(room), query);
  }

  @Get('rooms/:room/export')
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'HistoryController_export',
    summary: 'Everything that was pushed to a room, the oldest first, a line of JSON each',
  })
  @ApiOkResponse({
    description: 'A line a message. The connection breaks off where the history fails on the way',
    content: { [NDJSON]: { schema: { $ref: '#/components/schemas/Message' } } },
  })
  @ApiProblems({ 400: WRONG, 501: OFF, 503: AWAY })
  async export(
    @Param({ schema: RoomHistoryPath }) { room }: RoomHistoryPath,
    @Query({ schema: ExportQuery }) query: ExportQuery,
  ): Promise<StreamableFile> {
    const lines = this.history.export(roomTarget(room), query);
    // What fails at once is an answer, and not a connection that breaks.
    const first = await lines.next();
    const whole = async function* (): AsyncGenerator<string> {
      if (first.done) return;
      yield first.value;
      yield* lines;
    };
    return new StreamableFile(Readable.from(whole()), { type: NDJSON });
  }

  @Get('members/:mid/messages')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'HistoryController_member', summary: 'Messages that were pushed to a member' })
  @ApiOkResponse({ standardSchema: MessageList, description: PAGE })
  @ApiProblems({ 400: WRONG, 404: ANONYMOUS, 501: OFF, 503: AWAY })
  async member(
    @Param({ schema: MemberHistoryPath }) { mid }: MemberHistoryPath,
    @Query({ schema: MessagesQuery }) query: MessagesQuery,
  ): Promise<MessageList> {
    return this.history.page(targetOfMember(mid), query);
  }

  @Get('members/:mid/unread')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'HistoryController_unread', summary: 'How many messages a member has not read' })
  @ApiOkResponse({ standardSchema: Unread, description: 'After what its clients have acknowledged' })
  @ApiProblems({ 400: WRONG, 404: ANONYMOUS, 501: OFF, 503: AWAY })
  unread(@Param({ schema: MemberHistoryPath }) { mid }: MemberHistoryPath): Promise<Unread> {
    return this.history.unread(mid);
  }

  @Get('sessions/:key/messages')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'HistoryController_session', summary: 'Messages that were pushed to a session key' })
  @ApiOkResponse({ standardSchema: MessageList, description: PAGE })
  @ApiProblems({ 400: WRONG, 501: OFF, 503: AWAY })
  session(
    @Param({ schema: SessionHistoryPath }) { key }: SessionHistoryPath,
    @Query({ schema: MessagesQuery }) query: MessagesQuery,
  ): Promise<MessageList> {
    return this.history.page(sessionTarget(key), query);
  }

  @Get('broadcasts/messages')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'HistoryController_broadcasts', summary: 'Messages that were pushed to all' })
  @ApiOkResponse({ standardSchema: MessageList, description: PAGE })
  @ApiProblems({ 400: WRONG, 501: OFF, 503: AWAY })
  broadcasts(@Query({ schema: MessagesQuery }) query: MessagesQuery): Promise<MessageList> {
    return this.history.page(BROADCAST_TARGET, query);
  }

  @Get('messages/:id')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'HistoryController_one', summary: 'A message' })
  @ApiOkResponse({ standardSchema: MessageView, description: 'Of several members, it names one' })
  @ApiProblems({ 400: WRONG, 404: NONE, 501: OFF, 503: BEHIND })
  one(@Param({ schema: MessagePath }) { id }: MessagePath): Promise<MessageView> {
    return this.history.one(id);
  }

  @Delete('messages/:id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @NeedsScope('admin')
  @ApiOperation({
    operationId: 'HistoryController_withdraw',
    summary: 'Take a message back: out of the history and of catching up; clients of version 2 are told',
  })
  @ApiNoContentResponse({
    description: 'It is withdrawn, by this request or before: clients are told again. Who has got it, has got it',
  })
  @ApiProblems({ 400: WRONG, 404: GONE, 501: OFF, 503: UNTOLD })
  @Audited('message-withdrawn')
  withdraw(@Param({ schema: MessagePath }) { id }: MessagePath): Promise<void> {
    return this.history.withdraw(id);
  }
}
