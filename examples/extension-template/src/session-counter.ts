import { Injectable } from '@nestjs/common';
import { SessionHooks, type SessionRecord } from 'goim-nest/extension';
import { MembersService } from './members.service.js';

/** Counts the sessions of each member. Anonymous clients are nobody's. */
@Injectable()
export class SessionCounter extends SessionHooks {
  constructor(private readonly members: MembersService) {
    super();
  }

  override async onSessionBegin({ mid }: SessionRecord): Promise<void> {
    if (mid > 0) await this.members.countSession(mid, 1);
  }

  override async onSessionEnd({ mid }: SessionRecord): Promise<void> {
    if (mid > 0) await this.members.countSession(mid, -1);
  }
}
