import { firstBits, parseAddress, parseNetwork } from '#config';
import { midOf, type Ban, type BanKind, type Mid } from '#contracts';

/** Whom a ban may be for, as far as it is known. */
export interface BanSubject {
  readonly ip: string;
  readonly mid?: Mid | undefined;
  readonly key?: string | undefined;
  readonly tokenId?: string | undefined;
}

type Named = Map<Mid | string, Ban[]>;

/** Finds the ban of a client. Cost: a lookup for each kind of ban that there is; for networks one for each length of prefix. */
export class BanIndex {
  private readonly named: Record<Exclude<BanKind, 'address'>, Named> = {
    mid: new Map(),
    key: new Map(),
    tokenId: new Map(),
  };
  /** By the length of the prefix, and then by the prefix. */
  private readonly networks = new Map<number, Map<bigint, Ban[]>>();

  /** @throws Error where the value is none of its kind */
  add(ban: Ban): void {
    if (ban.by === 'address') {
      const { address, prefix } = parseNetwork(ban.value);
      const ofLength = this.networks.get(prefix) ?? new Map<bigint, Ban[]>();
      this.networks.set(prefix, ofLength);
      add(ofLength, firstBits(address, prefix), ban);
    } else add(this.named[ban.by], nameOf(ban), ban);
  }

  remove(ban: Ban): void {
    if (ban.by === 'address') {
      const { address, prefix } = parseNetwork(ban.value);
      const ofLength = this.networks.get(prefix);
      if (ofLength) remove(ofLength, firstBits(address, prefix), ban);
      if (ofLength?.size === 0) this.networks.delete(prefix);
    } else remove(this.named[ban.by], nameOf(ban), ban);
  }

  /** @param now milliseconds since 1970 @returns a ban that holds */
  find({ ip, mid = 0, key, tokenId = '' }: BanSubject, now: number): Ban | undefined {
    const { named } = this;
    return (
      (mid === 0 ? undefined : inForce(named.mid.get(mid), now)) ??
      (key === undefined ? undefined : inForce(named.key.get(key), now)) ??
      (tokenId === '' ? undefined : inForce(named.tokenId.get(tokenId), now)) ??
      (this.networks.size === 0 ? undefined : this.ofAddress(ip, now))
    );
  }

  private ofAddress(ip: string, now: number): Ban | undefined {
    const address = parseAddress(ip);
    if (address === null) return undefined;
    for (const [prefix, ofLength] of this.networks) {
      const ban = inForce(ofLength.get(firstBits(address, prefix)), now);
      if (ban) return ban;
    }
    return undefined;
  }
}

function nameOf({ by, value }: Ban): Mid | string {
  if (by !== 'mid') return value;
  const mid = midOf(value);
  if (mid === undefined) throw new Error('the member is no int64');
  return mid;
}

function add<Name>(all: Map<Name, Ban[]>, name: Name, ban: Ban): void {
  const known = all.get(name);
  if (known) known.push(ban);
  else all.set(name, [ban]);
}

function remove<Name>(all: Map<Name, Ban[]>, name: Name, { id }: Ban): void {
  const left = (all.get(name) ?? []).filter((other) => other.id !== id);
  if (left.length === 0) all.delete(name);
  else all.set(name, left);
}

function inForce(bans: readonly Ban[] | undefined, now: number): Ban | undefined {
  return bans?.find((ban) => isInForce(ban, now));
}

/** @param now milliseconds since 1970 */
export function isInForce({ until }: Pick<Ban, 'until'>, now: number): boolean {
  return until === 0 || until > now;
}
