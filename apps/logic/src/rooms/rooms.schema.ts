import { z } from 'zod';
import { pageAnswer, pageQuery } from '../http/page.js';
import { roomName, sessionKey, text } from '../http/values.js';

const room = roomName.meta({ description: "The room's key, type://room, percent-encoded", example: 'live://1000' });

export const RoomPath = z.object({ room });
export type RoomPath = z.output<typeof RoomPath>;

export const MemberPath = z.object({
  room,
  key: sessionKey.meta({ description: "The session's key", example: 'key-1' }),
});
export type MemberPath = z.output<typeof MemberPath>;

export const RoomsQuery = z.object({
  type: text.min(1, 'must not be empty').optional().meta({ description: 'Only rooms of this type', example: 'live' }),
  prefix: text
    .default('')
    .meta({ description: "What the rooms' keys begin with; beside `type`, what follows type://" }),
  sort: z
    .enum(['sessions', 'name'], 'expected sessions or name')
    .default('sessions')
    .meta({ description: 'By what they are in order: those with most sessions first, or by their keys' }),
  ...pageQuery,
});
export type RoomsQuery = z.output<typeof RoomsQuery>;

export const MembersQuery = z.object(pageQuery);
export type MembersQuery = z.output<typeof MembersQuery>;

export const RoomView = z
  .strictObject({
    room: z.string().describe("The room's key"),
    sessions: z.number().int().min(0).describe('Sessions in it, over all nodes'),
  })
  .meta({ id: 'Room', example: { room: 'live://1000', sessions: 100 } });
export type RoomView = z.output<typeof RoomView>;

export const RoomList = z.strictObject({ rooms: z.array(RoomView), ...pageAnswer }).meta({ id: 'RoomList' });
export type RoomList = z.output<typeof RoomList>;

export const SessionRooms = z
  .strictObject({
    key: z.string().describe("The session's key"),
    room: z.string().describe("goim's one room; empty = none"),
    joined: z.array(z.string()).describe('Rooms beside it'),
  })
  .meta({ id: 'SessionRooms', example: { key: 'key-1', room: 'live://1000', joined: ['live://1001'] } });
export type SessionRooms = z.output<typeof SessionRooms>;
