import { MAX_DISCONNECT_MESSAGE_BYTES } from '#contracts';
import { z } from 'zod';
import { memberParameter } from '../http/members.js';
import { pageQuery } from '../http/page.js';
import { sessionKey, text } from '../http/values.js';

const mid = memberParameter({ min: 1n, description: 'The member', example: 1 });
const reason = text
  .refine((words) => Buffer.byteLength(words) <= MAX_DISCONNECT_MESSAGE_BYTES, {
    error: `must have at most ${MAX_DISCONNECT_MESSAGE_BYTES} bytes`,
  })
  .default('')
  .meta({ description: 'What the client is told beside `kicked`', example: 'signed out' });

export const SessionPath = z.object({ key: sessionKey.meta({ description: "The session's key", example: 'key-1' }) });
export type SessionPath = z.output<typeof SessionPath>;

export const SessionsQuery = z.object({ mid, ...pageQuery });
export type SessionsQuery = z.output<typeof SessionsQuery>;

export const CloseQuery = z.object({ reason });
export type CloseQuery = z.output<typeof CloseQuery>;

export const CloseMemberQuery = z.object({ mid, reason });
export type CloseMemberQuery = z.output<typeof CloseMemberQuery>;

export const ClosedSessions = z
  .strictObject({ closed: z.number().int().min(0).describe('Sessions whose connection was closed') })
  .meta({ id: 'ClosedSessions', example: { closed: 2 } });
export type ClosedSessions = z.output<typeof ClosedSessions>;
