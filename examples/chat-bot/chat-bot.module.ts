// A chat bot as an extension of logic: docs/extending.md says how to start it.
import { Controller, Injectable, Module, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  PushService,
  roomKey,
  UpstreamInterceptor,
  type UpstreamDecision,
  type UpstreamMessage,
} from 'goim-nest/extension';

const CHAT = 1000;
const RUDE = /\b(darn|heck)\b/i;

/** Answers `/time`, refuses what is rude, and relays messages of operation 1000 to the sender's room. */
@Injectable()
class ChatBot extends UpstreamInterceptor {
  intercept({ op, body, rooms, relay }: UpstreamMessage): UpstreamDecision {
    const text = Buffer.from(relay?.message ?? body).toString();
    if (text === '/time') return { action: 'answer', body: Buffer.from(new Date().toISOString()) };
    if (RUDE.test(text)) return { action: 'refuse', reason: 'mind your language' };
    const [room] = rooms;
    return op === CHAT && room ? { action: 'relay', room, message: body } : { action: 'pass' };
  }
}

interface Announcement {
  readonly room: string;
  readonly text: string;
}

@Injectable()
class LobbyOnly implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return context.switchToRpc().getData<Announcement>().room === 'lobby';
  }
}

/** Nest's own ClientProxy reaches it: `client.send('chat-bot.announce', { room: 'lobby', text: 'hello' })`. */
@Controller()
class AnnouncementController {
  constructor(private readonly push: PushService) {}

  @MessagePattern('chat-bot.announce')
  @UseGuards(LobbyOnly)
  async announce(@Payload() { room, text }: Announcement): Promise<{ announced: string }> {
    await this.push.toRoom(CHAT, roomKey('chat', room), Buffer.from(text));
    return { announced: text };
  }
}

@Module({ controllers: [AnnouncementController], providers: [ChatBot] })
export default class ChatBotModule {}
