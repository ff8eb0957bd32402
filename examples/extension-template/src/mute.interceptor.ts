import { Injectable } from '@nestjs/common';
import { UpstreamInterceptor, type UpstreamDecision, type UpstreamMessage } from 'goim-nest/extension';
import { MembersService } from './members.service.js';

/** Refuses what a muted member says. It costs a query a message: keep the answer for a second where that is too much. */
@Injectable()
export class MuteInterceptor extends UpstreamInterceptor {
  constructor(private readonly members: MembersService) {
    super();
  }

  async intercept({ mid }: UpstreamMessage): Promise<UpstreamDecision> {
    const reason = mid === 0 ? null : await this.members.mutedBecause(mid);
    return reason === null ? { action: 'pass' } : { action: 'refuse', reason };
  }
}
