import type { Live } from '#config';
import type { Mid } from '#contracts';
import { Allowances, CountsByName } from '#limits';

export interface MemberLimitsOptions {
  /** Connections of one member at a time; 0 = any number. */
  readonly maxPerMember: number;
  /** Messages a second of one member, over all its connections; 0 = any number. */
  readonly memberRate: number;
  readonly memberBurst: number;
}

/**
 * What each member may have of this process, over all its connections: whoever has one token must not get more by opening
 * connections with it. Clients without a member are not counted together, nor are those that only claim to be one (0 here):
 * anybody may claim so, and goim's demos all claim the same.
 *
 * Cost: a number for each member that is connected, and an entry for each of 10,000 that send.
 */
export class MemberLimits {
  private readonly connections = new CountsByName<Mid>();
  private readonly messages: Allowances<Mid>;

  /** @param now milliseconds, monotonic */
  constructor(
    private readonly limits: Live<MemberLimitsOptions>,
    now: () => number,
  ) {
    const { memberRate, memberBurst } = limits.current;
    this.messages = new Allowances(memberRate, memberBurst, now);
  }

  /** @returns why the member may have no more connections; undefined = it may */
  refusalOf(mid: Mid): string | undefined {
    const { maxPerMember } = this.limits.current;
    const isFull = maxPerMember > 0 && this.connections.of(mid) >= maxPerMember;
    return isFull ? `at most ${maxPerMember} of one member` : undefined;
  }

  enter(mid: Mid): void {
    if (mid !== 0) this.connections.add(mid);
  }

  leave(mid: Mid): void {
    this.connections.remove(mid);
  }

  /** A message of the member. @returns false where it has sent more than it may */
  take(mid: Mid): boolean {
    return mid === 0 || this.messages.take(mid);
  }
}
