import { z } from 'zod';
import { text } from '../http/values.js';
import { forSeconds } from './for-seconds.js';
import { NodeView } from '../nodes/nodes.schema.js';
import { SessionView } from '../sessions/session-view.js';

const KINDS = ['counts', 'nodes', 'sessions'] as const;
export type Kind = (typeof KINDS)[number];

export const StreamQuery = z.object({
  events: text
    .default(KINDS.join(','))
    .meta({ description: `Which events, with commas between: ${KINDS.join(', ')}`, example: 'counts,nodes' })
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(KINDS))),
  seconds: forSeconds,
});
export type StreamQuery = z.output<typeof StreamQuery>;

const count = z.number().int().min(0);

const CountsEvent = z
  .strictObject({
    time: z.number().int().describe('Milliseconds since 1970'),
    sessions: count,
    rooms: count.describe('Rooms that have sessions'),
    nodes: count.describe('Comets that are alive'),
  })
  .meta({ id: 'CountsEvent', example: { time: 1_764_360_001_000, sessions: 3, rooms: 1, nodes: 1 } });
export type CountsEvent = z.output<typeof CountsEvent>;

const NodeEvent = z
  .strictObject({
    change: z
      .enum(['joined', 'left', 'turned'])
      .describe('turned: it takes new clients again, or no more. With one that left its sessions are gone'),
    id: z.string(),
    node: NodeView.optional().describe('As it is now; not of one that left'),
  })
  .meta({ id: 'NodeEvent' });
export type NodeEvent = z.output<typeof NodeEvent>;

const SessionEvent = z
  .strictObject({ change: z.enum(['begun', 'ended']), session: SessionView })
  .meta({ id: 'SessionEvent' });
export type SessionEvent = z.output<typeof SessionEvent>;

/** The data of the events. */
export const LiveEvent = z.union([CountsEvent, NodeEvent, SessionEvent]).meta({ id: 'LiveEvent' });
