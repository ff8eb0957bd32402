import { z } from 'zod';
import { wholeNumber } from '../http/values.js';

const MOST = 20;

export const ExtremesQuery = z.object({
  limit: wholeNumber(1, MOST, {
    description: `At most so many, from 1 to ${MOST}; ${MOST} unless given`,
    example: 5,
  }).default(MOST),
});
export type ExtremesQuery = z.output<typeof ExtremesQuery>;

export const BusiestRooms = z
  .strictObject({
    rooms: z.array(
      z.strictObject({
        room: z.string(),
        pushes: z.number().min(0).describe('A second, over the last seconds'),
        sessions: z.number().int().min(0).describe('Sessions that are in it now: each got those pushes'),
      }),
    ),
  })
  .meta({ id: 'BusiestRooms', example: { rooms: [{ room: 'live://1000', pushes: 12.5, sessions: 100 }] } });
export type BusiestRooms = z.output<typeof BusiestRooms>;

export const SlowestSessions = z
  .strictObject({
    sessions: z.array(
      z.strictObject({
        key: z.string(),
        comet: z.string(),
        pendingBytes: z.number().int().min(0).describe('What waits to be sent to it'),
        slow: z.boolean().describe('It misses pushes until it has taken what waits'),
      }),
    ),
    closed: z
      .array(
        z.strictObject({
          key: z.string(),
          comet: z.string(),
          closedAt: z.number().int().describe('When it was closed last: milliseconds since 1970'),
          times: z.number().int().min(1).describe('So often in the last 10 minutes'),
        }),
      )
      .describe('Sessions that were closed as slow in the last 10 minutes, the newest first; they may be back'),
  })
  .meta({
    id: 'SlowestSessions',
    example: {
      sessions: [{ key: 'key-1', comet: 'comet-1-5f2a9c01', pendingBytes: 65_536, slow: true }],
      closed: [{ key: 'key-2', comet: 'comet-1-5f2a9c01', closedAt: 1_764_360_001_000, times: 3 }],
    },
  });
export type SlowestSessions = z.output<typeof SlowestSessions>;
