// Follows who comes, who goes and what they say: docs/extending.md says how to start it.
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  SessionHooks,
  UpstreamEvent,
  UpstreamEventContext,
  type SessionEnd,
  type SessionRecord,
  type UpstreamMessage,
} from 'goim-nest/extension';

const CHAT = 1000;
const KEPT = 1_000;

class Activity {
  @ApiProperty({ example: 'said', enum: ['begin', 'disconnected', 'replaced', 'expired', 'said'] })
  what!: string;

  @ApiProperty({ example: 'key-1' })
  key!: string;

  @ApiProperty({ example: 'hello', required: false })
  text?: string;
}

/** The newest last. Each logic knows what it was told itself: keep it in a database to see all. */
@Injectable()
class ActivityLog {
  readonly all: Activity[] = [];

  add(activity: Activity): void {
    this.all.push(activity);
    if (this.all.length > KEPT) this.all.shift();
  }
}

@Injectable()
class ActivityHooks extends SessionHooks {
  constructor(private readonly log: ActivityLog) {
    super();
  }

  override onSessionBegin({ key }: SessionRecord): void {
    this.log.add({ what: 'begin', key });
  }

  override onSessionEnd({ key }: SessionRecord, end: SessionEnd): void {
    this.log.add({ what: end, key });
  }
}

@ApiTags('activity')
@Controller('activity')
class ActivityController {
  constructor(private readonly log: ActivityLog) {}

  @Get()
  @ApiOperation({ summary: 'What this logic was told, the newest last' })
  @ApiOkResponse({ type: [Activity] })
  all(): Activity[] {
    return this.log.all;
  }

  /** Once for each message, at one of the logics; again where it fails. */
  @UpstreamEvent(CHAT, { consumer: 'activity' })
  said(@Payload() { key, body }: UpstreamMessage, @Ctx() { tries }: UpstreamEventContext): void {
    const text = Buffer.from(body).toString();
    if (text === 'fail once' && tries === 1) throw new Error('failed on purpose');
    this.log.add({ what: 'said', key, text });
  }
}

@Module({ controllers: [ActivityController], providers: [ActivityLog, ActivityHooks] })
export default class ActivityModule {}
