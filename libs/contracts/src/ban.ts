/** By what a ban names those that it is for. */
export const BAN_KINDS = ['mid', 'key', 'address', 'tokenId'] as const;
export type BanKind = (typeof BAN_KINDS)[number];

/** Who may not be connected. */
export interface Ban {
  readonly id: string;
  readonly by: BanKind;
  /** A member's digits, a session key, a network such as `10.0.0.0/8` or an address, or the id of a token. */
  readonly value: string;
  /** Milliseconds since 1970; 0 = for ever. */
  readonly until: number;
  /** For the client; '' = it is not to know. */
  readonly reason: string;
  /** When it was made: milliseconds since 1970. */
  readonly since: number;
}

export function encodeBan(ban: Ban): Uint8Array {
  return Buffer.from(JSON.stringify(ban));
}

/** @throws Error where the bytes are no ban */
export function decodeBan(bytes: Uint8Array): Ban {
  const ban = JSON.parse(Buffer.from(bytes).toString()) as Partial<Ban> | null;
  const isBan =
    typeof ban?.id === 'string' &&
    BAN_KINDS.some((kind) => kind === ban.by) &&
    typeof ban.value === 'string' &&
    typeof ban.until === 'number' &&
    typeof ban.reason === 'string' &&
    typeof ban.since === 'number';
  if (!isBan) throw new Error('this is no ban');
  return ban as Ban;
}
