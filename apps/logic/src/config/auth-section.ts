import { claimName, duration, jwtRules, keysOfTokens, section, tokenKeySettings } from '#config';
import { z } from 'zod';
import { IDENTITY_FIELDS } from '../auth/identity-fields.js';
import { webhookKeys } from './webhook-keys.js';

const ClaimsSection = z
  .strictObject({
    mid: claimName().default('sub').describe('The member, an int64 as a number or text; absent = anonymous.'),
    key: claimName().default('key').describe('Session key; absent = a new one.'),
    room_id: claimName().default('room_id').describe('Primary room.'),
    rooms: claimName().default('rooms').describe('Extra rooms.'),
    may_join: claimName()
      .default('may_join')
      .describe('Rooms that the client may join besides, or patterns of them, such as "chat://team-7-*".'),
    accepts: claimName().default('accepts').describe('Operations whose pushes the client accepts.'),
    platform: claimName().default('platform').describe('What the client runs on.'),
  } satisfies Record<(typeof IDENTITY_FIELDS)[number], z.ZodType>)
  .describe('Claims that say who the client is.');

const JwtSection = z
  .strictObject({
    ...jwtRules,
    claims: section(ClaimsSection),
  })
  .refine((jwt) => keysOfTokens(jwt).length <= 1, {
    message: `one of ${tokenKeySettings()} is enough`,
  })
  .describe('JSON Web Tokens, with mode "jwt": the token is the JWT, and nothing else.');
export type JwtSection = z.output<typeof JwtSection>;

const WebhookSection = z
  .strictObject({
    ...webhookKeys(
      "Address that is sent {token, cookie, ip, origin} and answers with the fields of goim's token, expires (seconds since 1970) and token_id, or with 401 or 403 and {message}.",
    ),
    cacheRefusals: duration({ min: 0, max: 600_000 })
      .default(5_000)
      .describe('How long the same credentials are refused again without a question.'),
  })
  .describe('A service that is asked about each client, with mode "webhook".');
export type WebhookSection = z.output<typeof WebhookSection>;

export const AuthSection = z
  .strictObject({
    mode: z
      .enum(['goim', 'goim-v1', 'jwt', 'webhook', 'extension'])
      .default('goim')
      .describe(
        'How clients show who they are: "goim" takes their token at its word, unless an extension has an Authenticator; "goim-v1" that of the old Android and iOS SDKs (uid,number); "jwt" and "webhook" verify it; "extension" insists on one that has an Authenticator.',
      ),
    trustClients: z
      .boolean()
      .default(false)
      .describe(
        'Take the tokens of clients on other machines at their word as well, with mode "goim" and "goim-v1": each can be any member, and have any key.',
      ),
    jwt: section(JwtSection),
    webhook: section(WebhookSection),
  })
  .refine(({ mode, jwt }) => mode !== 'jwt' || keysOfTokens(jwt).length > 0, {
    path: ['mode'],
    message: `is "jwt", which needs one of ${tokenKeySettings('auth.jwt')}`,
  })
  .refine(({ mode, webhook }) => mode !== 'webhook' || webhook.url !== undefined, {
    path: ['mode'],
    message: 'is "webhook", which needs auth.webhook.url',
  })
  .describe('Who may connect.');
export type AuthSection = z.output<typeof AuthSection>;
