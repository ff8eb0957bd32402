import { z } from 'zod';
import { httpAddress } from './address.js';
import { duration } from './duration.js';
import { secret } from './traits.js';

/** As long as the hash of HS256: a shorter one can be guessed (RFC 7518, section 3.2). */
export const SHORTEST_SECRET = 32;
const KEYS_OF_TOKENS = ['secret', 'secretFile', 'keyFile', 'jwksUrl'] as const;

/** The name of a claim. An empty one would name what no token has, and so a limit that nobody has. */
export function claimName(): z.ZodString {
  return z.string().min(1);
}

/** What says which JSON Web Tokens are taken. */
export const jwtRules = {
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
  keepKeys: duration({ min: 60_000, max: 365 * 24 * 3_600_000 })
    .default(24 * 3_600_000)
    .describe('How long the keys of jwksUrl count that were read last, while the address does not give them.'),
  algorithms: z
    .array(z.enum(['HS256', 'RS256', 'ES256', 'EdDSA', 'Ed25519']))
    .min(1)
    .optional()
    .describe('Algorithms that are taken, of those that the key is for; absent = all of them.'),
  issuer: z.string().min(1).optional().describe('The claim iss that tokens must have; absent = any.'),
  audience: z.string().min(1).optional().describe('The claim aud that tokens must have; absent = any.'),
  leeway: duration({ min: 0, max: 600_000 })
    .default(30_000)
    .describe('How far the clock of whoever makes the tokens may be off.'),
  requireExpiry: z.boolean().default(true).describe('Refuse tokens without the claim exp.'),
};

const JwtRules = z.object(jwtRules);
export type JwtRules = z.output<typeof JwtRules>;

/** The settings of its key, of which at most one is given. */
export function keysOfTokens(rules: Partial<JwtRules>): (typeof KEYS_OF_TOKENS)[number][] {
  return KEYS_OF_TOKENS.filter((name) => rules[name] !== undefined);
}

/** Names the settings of a key. @param setting `auth.jwt` */
export function tokenKeySettings(setting?: string): string {
  return KEYS_OF_TOKENS.map((name) => (setting === undefined ? name : `${setting}.${name}`)).join(', ');
}
