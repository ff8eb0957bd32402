import { claimName, jwtRules, keysOfTokens, section, tokenKeySettings } from '#config';
import { z } from 'zod';

const ClaimsSection = z
  .strictObject({
    scope: claimName()
      .default('scope')
      .describe('push, read and admin, as a text with spaces between them or as a list; others are left out.'),
    roomTypes: claimName().default('room_types').describe('Types of the rooms that may be pushed to; absent = all.'),
    operations: claimName().default('operations').describe('Operations that may be pushed; absent = all.'),
    perSecond: claimName()
      .default('per_second')
      .describe('Pushes a second, over all tokens of one sub; absent = any number.'),
  })
  .describe('Claims that say what a caller may.');

const JwtSection = z
  .strictObject({
    ...jwtRules,
    audience: jwtRules.audience.describe('The claim aud that tokens must have; needed where one of the keys is there.'),
    scopePrefix: z
      .string()
      .default('')
      .describe('What scopes begin with, as "goim:" in "goim:push", where an issuer has scopes for others as well.'),
    claims: section(ClaimsSection),
  })
  .refine((jwt) => keysOfTokens(jwt).length <= 1, { message: `one of ${tokenKeySettings()} is enough` })
  // The issuer of clients' tokens may be the same.
  .refine((jwt) => keysOfTokens(jwt).length === 0 || jwt.audience !== undefined, {
    path: ['audience'],
    message: 'is needed, or tokens that the issuer makes for others would be taken',
  })
  .describe('JSON Web Tokens that callers may show in place of keys; none are taken unless one of the keys is there.');
export type CallerJwt = z.output<typeof JwtSection>;

/** What every app whose APIs are called knows its callers by; of the section `api`. */
export const callerKeys = {
  keysFile: z
    .string()
    .min(1)
    .default('data/api-keys.json')
    .describe(
      'File with the keys of those who call, as `npm run key` writes it; read again when it changes. It may be missing.',
    ),
  jwt: section(JwtSection),
};

/** Whether callers may show tokens. */
export function takesTokens(jwt: CallerJwt): boolean {
  return keysOfTokens(jwt).length > 0;
}
