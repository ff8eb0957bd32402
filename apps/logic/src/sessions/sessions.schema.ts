import { MAX_DISCONNECT_MESSAGE_BYTES } from '#contracts';
import { z } from 'zod';
import { memberParameter } from '../http/members.js';
import { pageQuery } from '../http/page.js';
import { cometId, roomName, sessionKey, text, wholeNumber } from '../http/values.js';

const mid = memberParameter({ min: 1, description: 'The member', example: 1 });
const reason = text
  .refine((words) => Buffer.byteLength(words) <= MAX_DISCONNECT_MESSAGE_BYTES, {
    error: `must have at most ${MAX_DISCONNECT_MESSAGE_BYTES} bytes`,
  })
  .default('')
  .meta({ description: 'What the client is told beside `kicked`', example: 'signed out' });

export const SessionPath = z.object({ key: sessionKey.meta({ description: "The session's key", example: 'key-1' }) });
export type SessionPath = z.output<typeof SessionPath>;

/** The end of the year 9999, in milliseconds. */
const LAST_TIME = 253_402_300_799_999;

export const SessionsQuery = z.object({
  mid: mid.optional(),
  ip: text.optional().meta({ description: 'Only those from this address' }),
  platform: text.optional().meta({ description: 'Only those on this platform; empty = those that said none' }),
  comet: cometId.optional().meta({ description: 'Only those at this node' }),
  room: roomName.optional().meta({ description: 'Only those in this room' }),
  since: wholeNumber(0, LAST_TIME)
    .optional()
    .describe('Only those that connected then or later: milliseconds since 1970'),
  prefix: text.optional().meta({ description: 'Only those whose keys begin so' }),
  ...pageQuery,
});
export type SessionsQuery = z.output<typeof SessionsQuery>;

export const SessionQuery = z.object({
  live: text
    .pipe(z.enum(['true', 'false'], 'expected true or false'))
    .transform((value) => value === 'true')
    .optional()
    .meta({ description: 'Ask its comet how it is now', example: 'true' }),
});
export type SessionQuery = z.output<typeof SessionQuery>;

export const CloseQuery = z.object({ reason });
export type CloseQuery = z.output<typeof CloseQuery>;

export const CloseMemberQuery = z.object({ mid, reason });
export type CloseMemberQuery = z.output<typeof CloseMemberQuery>;

export const ClosedSessions = z
  .strictObject({ closed: z.number().int().min(0).describe('Sessions whose connection was closed') })
  .meta({ id: 'ClosedSessions', example: { closed: 2 } });
export type ClosedSessions = z.output<typeof ClosedSessions>;
