import { expects, liveFor, section } from '#config';
import { z } from 'zod';
import { webhookKeys } from './webhook-keys.js';

const RoomType = z.strictObject({
  join: z.enum(['token', 'webhook', 'extension', 'any', 'nobody']).optional(),
  send: z.enum(['members', 'nobody']).default('members'),
  history: z.enum(['members', 'nobody']).default('members'),
  maxMembers: z.number().int().min(0).max(100_000_000).default(0),
});
export type RoomType = z.output<typeof RoomType>;
export type JoinPolicy = NonNullable<RoomType['join']>;

interface Policies {
  readonly join?: JoinPolicy | undefined;
  readonly types: Readonly<Record<string, RoomType>>;
}

/** Whether any room is joined by the policy that says so. */
export function usesPolicy({ join, types }: Policies, policy: JoinPolicy): boolean {
  return join === policy || Object.values(types).some((type) => type.join === policy);
}

const RoomWebhookSection = z
  .strictObject(
    webhookKeys(
      'Address that is sent {room, as, mid, key, rooms, ip, platform}, where as is "primary" or "extra", and answers with {allow: true or false, message, ttl}: ttl is how many seconds comet need not ask again.',
    ),
  )
  .describe('A service that is asked who may join which room, where join is "webhook".');
export type RoomWebhookSection = z.output<typeof RoomWebhookSection>;

export const RoomsSection = z
  .strictObject({
    join: z
      .enum(['token', 'webhook', 'extension', 'any'])
      .optional()
      .describe(
        'Who may join rooms: "token" = whoever has a token that names them; "webhook" and "extension" ask a service, or an extension\'s Authorizer; "any" = everybody, with auth.mode "goim" and "goim-v1" alone. Absent = "extension" where one has an Authorizer, "any" where tokens are taken at their word, else "token".',
      ),
    webhook: section(RoomWebhookSection),
    types: expects(
      z.record(z.string().min(1), RoomType),
      'a table of types, such as { chat = { join = "token", send = "members", history = "nobody", maxMembers = 100 } }',
    )
      .default({})
      .describe(
        'What differs by the type of room, which is what stands before "://": who may join (as above, "any" in every mode, or "nobody"), whether its members may have messages relayed there and read its history ("members" or "nobody"), and how many sessions may be in a room (0 = any number).',
      )
      .meta(liveFor('new sessions')),
  })
  .refine(({ join, types, webhook }) => webhook.url !== undefined || !usesPolicy({ join, types }, 'webhook'), {
    path: ['webhook', 'url'],
    message: 'is needed where join is "webhook"',
  })
  .describe('Who may join rooms, and what may be done there.');
export type RoomsSection = z.output<typeof RoomsSection>;
