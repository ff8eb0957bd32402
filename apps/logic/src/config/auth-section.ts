import { duration, secret, section } from '#config';
import { z } from 'zod';
import { IDENTITY_FIELDS } from '../auth/identity-fields.js';
import { httpAddress, webhookKeys } from './webhook-keys.js';

/** As long as the hash of HS256: a shorter one can be guessed (RFC 7518, section 3.2). */
export const SHORTEST_SECRET = 32;

const ClaimsSection = z
  .strictObject({
    mid: z.string().default('sub').describe('The member, an int64 as a number or text; absent = anonymous.'),
    key: z.string().default('key').describe('Session key; absent = a new one.'),
    room_id: z.string().default('room_id').describe('Primary room.'),
    rooms: z.string().default('rooms').describe('Extra rooms.'),
    may_join: z
      .string()
      .default('may_join')
      .describe('Rooms that the client may join besides, or patterns of them, such as "chat://team-7-*".'),
    accepts: z.string().default('accepts').describe('Operations whose pushes the client accepts.'),
    platform: z.string().default('platform').describe('What the client runs on.'),
  } satisfies Record<(typeof IDENTITY_FIELDS)[number], z.ZodType>)
  .describe('Claims that say who the client is.');

const KEYS_OF_TOKENS = ['secret', 'secretFile', 'keyFile', 'jwksUrl'] as const;

const JwtSection = z
  .strictObject({
    secret: secret()
      .refine((text) => Buffer.byteLength(text) >= SHORTEST_SECRET, `expected at least ${SHORTEST_SECRET} bytes`)
      .optional()
      .describe('Secret that tokens are signed with, for HS256. Better in secretFile or the environment.'),
    secretFile: z.string().min(1).optional().describe('File with that secret; white space at its end is left out.'),
    keyFile: z
      .string()
      .min(1)
      .optional()
      .describe('File with the public key, in PEM, or keys, as a JSON Web Key Set: RS256, ES256 or EdDSA, by the key.'),
    jwksUrl: httpAddress()
      .optional()
      .describe('Address of a JSON Web Key Set. It is read again after 10 minutes, and for a key that it lacks.'),
    issuer: z.string().min(1).optional().describe('The claim iss that tokens must have; absent = any.'),
    audience: z.string().min(1).optional().describe('The claim aud that tokens must have; absent = any.'),
    leeway: duration({ min: 0, max: 600_000 })
      .default(30_000)
      .describe('How far the clock of whoever makes the tokens may be off.'),
    requireExpiry: z.boolean().default(true).describe('Refuse tokens without the claim exp.'),
    claims: section(ClaimsSection),
  })
  .refine((jwt) => KEYS_OF_TOKENS.filter((name) => jwt[name] !== undefined).length <= 1, {
    message: `one of ${KEYS_OF_TOKENS.join(', ')} is enough`,
  })
  .describe('JSON Web Tokens, with mode "jwt": the token is the JWT, and nothing else.');
export type JwtSection = z.output<typeof JwtSection>;

const WebhookSection = z
  .strictObject({
    ...webhookKeys(
      "Address that is sent {token, cookie, ip} and answers with the fields of goim's token, expires (seconds since 1970) and token_id, or with 401 or 403 and {message}.",
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
  .refine(({ mode, jwt }) => mode !== 'jwt' || KEYS_OF_TOKENS.some((name) => jwt[name] !== undefined), {
    path: ['mode'],
    message: `is "jwt", which needs one of ${KEYS_OF_TOKENS.map((name) => `auth.jwt.${name}`).join(', ')}`,
  })
  .refine(({ mode, webhook }) => mode !== 'webhook' || webhook.url !== undefined, {
    path: ['mode'],
    message: 'is "webhook", which needs auth.webhook.url',
  })
  .describe('Who may connect.');
export type AuthSection = z.output<typeof AuthSection>;
