import { z } from 'zod';
import { repeated, roomName, text, wholeNumber } from '../http/values.js';
import { RoomView } from '../rooms/rooms.schema.js';

const MAX_ROOMS = 1_000;
const DEFAULT_TOP = 10;

export const OnlineRoomsQuery = z.object({
  rooms: repeated(
    roomName,
    { description: `Room keys, repeated; at most ${MAX_ROOMS}`, example: ['live://1000'] },
    MAX_ROOMS,
  ),
});
export type OnlineRoomsQuery = z.output<typeof OnlineRoomsQuery>;

export const TopQuery = z.object({
  type: text.min(1, 'must not be empty').optional().meta({ description: 'Only rooms of this type', example: 'live' }),
  limit: wholeNumber(1, MAX_ROOMS, {
    description: `At most so many, from 1 to ${MAX_ROOMS}; ${DEFAULT_TOP} unless given`,
    example: DEFAULT_TOP,
  }).default(DEFAULT_TOP),
});
export type TopQuery = z.output<typeof TopQuery>;

const count = z.number().int().min(0);
const Share = z.strictObject({ name: z.string(), sessions: count });

export const OnlineView = z
  .strictObject({
    sessions: count.describe('Sessions of all nodes that are alive'),
    ips: count.describe("Different addresses among each node's clients, summed"),
    platforms: z
      .array(Share)
      .describe('What they run on, the 100 with most sessions; an empty name = they did not say'),
    regions: z.array(Share).describe('Where they are, the 100 with most sessions; an empty name = none is known'),
    nodes: z.array(z.strictObject({ id: z.string(), connections: count, ips: count })),
  })
  .meta({
    id: 'Online',
    example: {
      sessions: 2,
      ips: 1,
      platforms: [{ name: 'web', sessions: 2 }],
      regions: [{ name: '', sessions: 2 }],
      nodes: [{ id: 'comet-1', connections: 2, ips: 1 }],
    },
  });
export type OnlineView = z.output<typeof OnlineView>;

export const OnlineRooms = z.strictObject({ rooms: z.array(RoomView) }).meta({ id: 'OnlineRooms' });
export type OnlineRooms = z.output<typeof OnlineRooms>;
