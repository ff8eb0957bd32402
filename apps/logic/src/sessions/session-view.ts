import { jsonMid } from '#contracts';
import { z } from 'zod';
import { memberView } from '../http/members.js';
import { pageAnswer } from '../http/page.js';
import type { SessionRecord } from './session-record.js';
import { LiveView } from './live-view.js';

/** A session as the JSON API shows it. */
export const SessionView = z
  .strictObject({
    key: z.string(),
    mid: memberView.describe('Member that the session belongs to; 0 = anonymous'),
    comet: z.string().describe('Id of the node that holds the connection'),
    room: z.string().describe("goim's one room; empty = none"),
    joined: z.array(z.string()).describe('Rooms beside it'),
    ip: z.string(),
    platform: z.string().describe('What the client said that it runs on; empty = nothing'),
    region: z.string().describe("Region of the client's address; empty = none is known"),
    since: z.iso.datetime().describe('When it connected'),
    live: LiveView.nullable()
      .optional()
      .describe('With live=true: as its comet has it now; null = the comet did not answer, or cannot be asked'),
  })
  .meta({
    id: 'Session',
    example: {
      key: 'key-1',
      mid: 1,
      comet: 'comet-1',
      room: 'live://1000',
      joined: [],
      ip: '10.0.0.1',
      platform: 'web',
      region: '',
      since: '2026-01-01T00:00:00.000Z',
    },
  });
export type SessionView = z.output<typeof SessionView>;

export const SessionList = z
  .strictObject({ sessions: z.array(SessionView), ...pageAnswer })
  .meta({ id: 'SessionList' });
export type SessionList = z.output<typeof SessionList>;

export function viewOf({ key, mid, comet, room, joined, ip, platform, region, since }: SessionRecord): SessionView {
  return {
    key,
    mid: jsonMid(mid),
    comet,
    room,
    joined: [...joined],
    ip,
    platform,
    region,
    since: new Date(since).toISOString(),
  };
}
