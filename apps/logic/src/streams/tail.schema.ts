import { z } from 'zod';
import { roomName } from '../http/values.js';
import { forSeconds } from './for-seconds.js';

export const TailPath = z.object({
  room: roomName.meta({ description: "The room's key, type://room, percent-encoded", example: 'live://1000' }),
});
export type TailPath = z.output<typeof TailPath>;

export const TailQuery = z.object({ seconds: forSeconds });
export type TailQuery = z.output<typeof TailQuery>;

export const TailedMessage = z
  .strictObject({
    id: z.string().nullable().describe('Unique within its epoch; null = its place in the queue is not known'),
    epoch: z
      .string()
      .nullable()
      .describe('Incarnation of the push stream: ids of different ones are not to be compared'),
    time: z.number().int().describe('When it was on its way to the comets: milliseconds since 1970'),
    operation: z.number().int(),
    body: z.string(),
    encoding: z.enum(['utf8', 'base64']).describe('Of the body'),
  })
  .meta({
    id: 'TailedMessage',
    example: {
      id: '2048',
      epoch: '1764360000',
      time: 1_764_360_001_000,
      operation: 1000,
      body: 'hello',
      encoding: 'utf8',
    },
  });
export type TailedMessage = z.output<typeof TailedMessage>;
