import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { PushService, type Mid } from 'goim-nest/extension';
import { Member } from './member.entity.js';

/** The operation by which members are told that they were muted, or may speak again. */
const MODERATION = 1001;

/** What the database knows of goim's members. */
@Injectable()
export class MembersService {
  constructor(
    @InjectRepository(Member) private readonly members: Repository<Member>,
    private readonly push: PushService,
  ) {}

  /** @throws NotFoundException */
  async one(mid: Mid): Promise<Member> {
    const member = await this.members.findOneBy({ mid: String(mid) });
    if (!member) throw new NotFoundException(`no member ${mid}`);
    return member;
  }

  /** Writes it down, and pushes it to every session of the member. @param reason null lets it speak again */
  async mute(mid: Mid, reason: string | null): Promise<Member> {
    await this.members.upsert({ mid: String(mid), mutedBecause: reason }, ['mid']);
    await this.push.toMids(MODERATION, [mid], Buffer.from(JSON.stringify({ muted: reason })));
    return this.one(mid);
  }

  /** @returns why the member may not say anything; null where it may */
  async mutedBecause(mid: Mid): Promise<string | null> {
    return (await this.members.findOneBy({ mid: String(mid) }))?.mutedBecause ?? null;
  }

  /** @param change 1 where a session began, -1 where one ended: they may come in any order */
  async countSession(member: Mid, change: 1 | -1): Promise<void> {
    const mid = String(member);
    await this.members.createQueryBuilder().insert().values({ mid }).orIgnore().execute();
    await this.members.increment({ mid }, 'sessions', change);
  }
}
