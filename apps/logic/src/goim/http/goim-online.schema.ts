import { isUsableKey, MAX_KEY_BYTES, roomKey } from '#contracts';
import { z } from 'zod';
import { repeated, text, wholeNumber, withoutEmpty } from '../../http/values.js';

const type = text
  .min(1, 'must not be empty')
  .meta({ description: "The rooms' type: a room's key is type://room", example: 'live' });

export const OnlineTopQuery = withoutEmpty(
  z.object({ type, limit: wholeNumber(1, 2 ** 31 - 1, { description: 'Rooms at most', example: 10 }) }),
);
export type OnlineTopQuery = z.output<typeof OnlineTopQuery>;

export const OnlineTop = z
  .array(z.object({ room_id: z.string(), count: z.int() }))
  .meta({ example: [{ room_id: '1000', count: 100 }] });
export type OnlineTop = z.output<typeof OnlineTop>;

export const OnlineRoomQuery = withoutEmpty(
  z
    .object({
      type,
      rooms: repeated(text.min(1, 'must not be empty'), { description: "The rooms' ids, repeated", example: ['1000'] }),
    })
    .refine(({ type: of, rooms }) => rooms.every((room) => isUsableKey(roomKey(of, room))), {
      path: ['rooms'],
      error: `type://room must have at most ${MAX_KEY_BYTES} bytes`,
    }),
);
export type OnlineRoomQuery = z.output<typeof OnlineRoomQuery>;

export const OnlineRoom = z.record(z.string(), z.int()).meta({ example: { '1000': 100 } });
export type OnlineRoom = z.output<typeof OnlineRoom>;

export const OnlineTotal = z.object({
  conn_count: z.int().describe('Sessions of all comets that are alive'),
  ip_count: z.int().describe('Different addresses of clients; one that is at several comets counts at each'),
});
export type OnlineTotal = z.output<typeof OnlineTotal>;
