import type { LiveSession } from '#contracts';
import { z } from 'zod';

const count = z.number().int().min(0);

/** A session as its comet has it now. */
export const LiveView = z.strictObject({
  rooms: z.array(z.string()).describe("goim's one room first, where it is in one"),
  accepts: z.array(z.number().int()).describe('Operations that it gets by key, by member and by broadcast'),
  version: z.number().int().describe('Of the wire; clients of version 2 get every operation'),
  pendingBytes: count.describe('Bytes that wait for it'),
  silentFor: count.describe('Milliseconds since its last heartbeat, or what counts for one'),
  quiet: z.boolean().describe('It has not resumed yet: what is pushed waits'),
  slow: z.boolean().describe('Too much waits for it: it does not get the next push'),
});
export type LiveView = z.output<typeof LiveView>;

export function liveViewOf(session: LiveSession): LiveView {
  const { roomID, joined, accepts, version, pendingBytes, silentFor, quiet, slow } = session;
  const rooms = roomID === '' ? joined : [roomID, ...joined];
  return { rooms: [...rooms], accepts: [...accepts], version, pendingBytes, silentFor, quiet, slow };
}
