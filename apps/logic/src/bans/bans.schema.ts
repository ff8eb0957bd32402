import { isUsableKey, MAX_DISCONNECT_MESSAGE_BYTES, MAX_KEY_BYTES, type BanKind } from '#contracts';
import { parseNetwork } from '#config';
import { z } from 'zod';
import { memberId, memberView } from '../http/members.js';
import { pageAnswer, pageQuery } from '../http/page.js';
import { sessionKey } from '../http/values.js';

const LAST_TIME = 8.64e15;

const named = {
  mid: memberId
    .refine((mid) => mid > 0, 'expected a member: 0 and less are nobody')
    .optional()
    .meta({ description: 'A member: an int64, or a string of its digits', example: 1 }),
  key: sessionKey.optional().meta({ description: 'A session key', example: 'key-1' }),
  address: z
    .string()
    .refine(isNetwork, 'expected an address or a network, such as "10.0.0.0/8"')
    .optional()
    .meta({ description: 'An address, or a network', example: '10.0.0.0/8' }),
  tokenId: z
    .string()
    .refine((id) => isUsableKey(id), `must have 1 to ${MAX_KEY_BYTES} bytes`)
    .optional()
    .meta({ description: "A token, by the id that it has: a JWT's jti", example: '4f2c' }),
} satisfies Record<BanKind, z.ZodType>;

export const NewBan = z
  .strictObject({
    ...named,
    until: z.number().int().min(1).max(LAST_TIME).optional().meta({
      description: 'When it ends: milliseconds since 1970; for ever unless given',
      example: 4_102_444_800_000,
    }),
    reason: z
      .string()
      .refine((text) => Buffer.byteLength(text) <= MAX_DISCONNECT_MESSAGE_BYTES, {
        error: `must have at most ${MAX_DISCONNECT_MESSAGE_BYTES} bytes`,
      })
      .default('')
      .meta({ description: 'What the clients are told beside `banned`', example: 'spam' }),
  })
  .refine((ban) => Object.keys(named).filter((kind) => ban[kind as BanKind] !== undefined).length === 1, {
    message: 'expected one of mid, key, address and tokenId',
  })
  .meta({ id: 'NewBan', example: { mid: 7, reason: 'spam' } });
export type NewBan = z.output<typeof NewBan>;

export const BanView = z
  .strictObject({
    id: z.string().describe('Lifts it'),
    mid: memberView.optional(),
    key: z.string().optional(),
    address: z.string().optional(),
    tokenId: z.string().optional(),
    until: z.number().int().nullable().describe('Milliseconds since 1970; null = for ever'),
    reason: z.string(),
    since: z.number().int().describe('When it was made: milliseconds since 1970'),
  })
  .meta({
    id: 'Ban',
    example: {
      id: '0d0c3a52-7f0e-4b1c-9f53-2a1f5d0f8a11',
      mid: 7,
      until: null,
      reason: 'spam',
      since: 1_764_360_001_000,
    },
  });
export type BanView = z.output<typeof BanView>;

export const BanListView = z
  .strictObject({ bans: z.array(BanView), ...pageAnswer })
  .meta({ id: 'BanList', example: { bans: [] } });
export type BanListView = z.output<typeof BanListView>;

export const BansQuery = z.object({ ...pageQuery });
export type BansQuery = z.output<typeof BansQuery>;

export const BanPath = z.object({
  id: z
    .uuid()
    .meta({ description: 'Of the ban, as the list tells it', example: '0d0c3a52-7f0e-4b1c-9f53-2a1f5d0f8a11' }),
});
export type BanPath = z.output<typeof BanPath>;

function isNetwork(text: string): boolean {
  try {
    parseNetwork(text);
    return true;
  } catch {
    return false;
  }
}
