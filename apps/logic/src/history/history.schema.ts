import { z } from 'zod';
import { memberParameter, memberViewOrNull } from '../http/members.js';
import { roomName, sessionKey, text, wholeNumber } from '../http/values.js';

const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;
const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;
/** The end of the year 9999, in milliseconds. */
const LAST_TIME = 253_402_300_799_999;

const place = text.optional();
const time = wholeNumber(0, LAST_TIME).optional();

const room = roomName.meta({ description: "The room's key, type://room, percent-encoded", example: 'live://1000' });
const mid = memberParameter({ description: "The member's id", example: 7 });

export const RoomHistoryPath = z.object({ room });
export type RoomHistoryPath = z.output<typeof RoomHistoryPath>;

export const MemberHistoryPath = z.object({ mid });
export type MemberHistoryPath = z.output<typeof MemberHistoryPath>;

export const SessionHistoryPath = z.object({
  key: sessionKey.meta({ description: "The session's key", example: 'key-1' }),
});
export type SessionHistoryPath = z.output<typeof SessionHistoryPath>;

export const MessagePath = z.object({
  id: text.meta({ description: 'epoch:id, or an id of the newest epoch', example: '1764360000:2048' }),
});
export type MessagePath = z.output<typeof MessagePath>;

export const MessagesQuery = z
  .object({
    before: place.describe('epoch:id, or an id of the newest epoch: older messages, the newest of them first'),
    after: place.describe('epoch:id, or an id of the newest epoch: newer messages, the oldest of them first'),
    limit: wholeNumber(1, MAX_PAGE, {
      description: `At most so many, from 1 to ${MAX_PAGE}; ${DEFAULT_PAGE} unless given`,
      example: DEFAULT_PAGE,
    }).default(DEFAULT_PAGE),
    operation: wholeNumber(INT32_MIN, INT32_MAX).optional().describe('Only messages of this operation'),
    from: time.describe('Only messages from then on: milliseconds since 1970'),
    to: time.describe('Only messages before then: milliseconds since 1970'),
  })
  .refine(({ before, after }) => before === undefined || after === undefined, {
    path: ['after'],
    message: 'before and after exclude each other',
  });
export type MessagesQuery = z.output<typeof MessagesQuery>;

export const ExportQuery = z.object({
  from: time.describe('Only messages from then on: milliseconds since 1970'),
  to: time.describe('Only messages before then: milliseconds since 1970'),
});
export type ExportQuery = z.output<typeof ExportQuery>;

export const MessageView = z
  .strictObject({
    id: z.string().describe('Unique within its epoch; grows within a target'),
    epoch: z.string().describe('Incarnation of the push stream: ids of different ones are not to be compared'),
    target: z.string().describe('What it was addressed to: room:<key>, mid:<member>, key:<session> or all'),
    operation: z.number().int(),
    body: z.string(),
    encoding: z.enum(['utf8', 'base64', 'omitted']).describe('Of the body; omitted: it is too long for this answer'),
    time: z.number().int().describe('When it was accepted: milliseconds since 1970'),
    sender: memberViewOrNull.describe('Member who sent it; null = nobody is named'),
  })
  .meta({
    id: 'Message',
    example: {
      id: '2048',
      epoch: '1764360000',
      target: 'room:live://1000',
      operation: 1000,
      body: 'hello',
      encoding: 'utf8',
      time: 1_764_360_001_000,
      sender: null,
    },
  });
export type MessageView = z.output<typeof MessageView>;

export const MessageList = z
  .strictObject({
    messages: z.array(MessageView),
    before: z
      .string()
      .nullable()
      .describe('Goes on with older ones; null = there are none, or the page, read with `after`, is empty'),
    after: z
      .string()
      .nullable()
      .describe('Goes on with newer ones; null = the end was reached, or the page, read without `after`, is empty'),
  })
  .meta({ id: 'MessageList' });
export type MessageList = z.output<typeof MessageList>;

export const Unread = z
  .strictObject({
    count: z
      .number()
      .int()
      .min(0)
      .describe('Messages to the member after what it has read; at most a thousand are counted'),
    more: z.boolean().describe('There are more than that'),
    position: z.string().nullable().describe('How far it has read, epoch:id; null = it never said so'),
  })
  .meta({ id: 'Unread', example: { count: 3, more: false, position: '1764360000:2048' } });
export type Unread = z.output<typeof Unread>;
