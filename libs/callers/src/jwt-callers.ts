import type { OnModuleDestroy } from '@nestjs/common';
import type { Live } from '#config';
import { AppError } from '#contracts';
import type { Metrics } from '#observability';
import { JwtVerifier, RefusedToken } from '#tokens';
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { pushLimits, SCOPES, type ApiKey } from './api-key.js';
import type { CallerJwt } from './caller-keys.js';
import { CallerTokens } from './caller-tokens.js';
import { PushesPerSecond } from './key-entries.js';
import { PushAllowance } from './push-allowance.js';
import type { RefusedCall } from './caller.js';
import { VerifiedTokens } from './verified-tokens.js';

/** A header, claims and a signature, in base64url; the header is an object. */
const JWT = /^ey[\w-]*\.[\w-]*\.[\w-]*$/;
/** A longer one is refused before it costs anything. */
const LONGEST_TOKEN = 16 * 1024;
/** Callers whose pushes a second are counted; the one that came first is forgotten for one more. */
const MOST_ALLOWANCES = 10_000;
/** Of the names in the audit log. */
const LONGEST_NAME = 100;

const Words = z.union([
  z.string().transform((text) => text.split(' ').filter((word) => word !== '')),
  z.array(z.string()),
]);
const Limits = z.object({
  scope: Words.default([]),
  roomTypes: Words.optional(),
  operations: z.array(z.int32()).optional(),
  perSecond: PushesPerSecond.optional(),
});

/** JSON Web Tokens of callers: what they may is in the claims that `api.jwt.claims` names. */
export class JwtCallers extends CallerTokens implements OnModuleDestroy {
  private readonly tokens: JwtVerifier;
  /** By `sub`. */
  private readonly allowances = new Map<string, PushAllowance>();
  private readonly verified = new VerifiedTokens();

  /** @throws ConfigError where its key can't be used */
  constructor(
    private readonly config: Live<CallerJwt>,
    metrics: Metrics,
  ) {
    super();
    this.tokens = new JwtVerifier(config, 'api.jwt', metrics);
  }

  onModuleDestroy(): void {
    this.tokens.close();
  }

  takes(token: string): boolean {
    return JWT.test(token);
  }

  find(token: string): ApiKey | RefusedCall | Promise<ApiKey | RefusedCall> {
    if (token.length > LONGEST_TOKEN) return { reason: 'malformed', message: 'the token is too long' };
    // As it is before the verifying: what is verified by keys that are replaced meanwhile is not kept for the new ones.
    const { basis } = this;
    const known = this.verified.find(token, basis);
    if (known) return known;
    try {
      const verified = this.tokens.verify(token);
      if (!(verified instanceof Promise)) return this.keep(token, verified, basis);
      return verified.then((payload) => this.keep(token, payload, basis)).catch(refusalOf);
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** What tokens are taken by: their keys, and our rules. */
  private get basis(): readonly object[] {
    return [this.tokens.basis, this.config.current];
  }

  private keep(token: string, payload: JWTPayload, basis: readonly object[]): ApiKey {
    const key = this.keyOf(payload);
    this.verified.keep(token, key, basis);
    return key;
  }

  /** @throws RefusedToken where a limit is none: a caller that should have one must not go without */
  private keyOf(payload: JWTPayload): ApiKey {
    const { claims, scopePrefix } = this.config.current;
    const { scope, perSecond, ...limits } = limitsOf(payload, claims);
    const { sub = '', jti = '', exp } = payload;
    if (typeof sub !== 'string') throw new RefusedToken('claim', 'the claim sub is wrong');
    if (typeof jti !== 'string') throw new RefusedToken('claim', 'the claim jti is wrong');
    const names = new Set(scope);
    return {
      id: `jwt:${jti}`.slice(0, LONGEST_NAME),
      name: sub.slice(0, LONGEST_NAME),
      subject: sub,
      scopes: new Set(SCOPES.filter((name) => names.has(scopePrefix + name))),
      ...(exp !== undefined && { expires: exp * 1_000 + this.config.current.leeway }),
      push: pushLimits(limits, perSecond === undefined ? undefined : this.allowanceOf(sub, perSecond)),
    };
  }

  /** One for all tokens of a sub: with a full one for each new rate, a caller with two rates would have none. */
  private allowanceOf(sub: string, perSecond: number): PushAllowance {
    const now = performance.now();
    const before = this.allowances.get(sub);
    if (before) {
      before.changeRate(perSecond, now);
      return before;
    }
    const allowance = new PushAllowance(perSecond, now);
    this.allowances.set(sub, allowance);
    if (this.allowances.size > MOST_ALLOWANCES) this.allowances.delete(this.allowances.keys().next().value!);
    return allowance;
  }
}

/** @throws what is no refusal */
function refusalOf(error: unknown): RefusedCall {
  if (error instanceof RefusedToken) {
    const { fault, message, retryable } = error;
    return {
      reason: fault,
      message: fault === 'expired' ? 'the token has expired' : message,
      ...(retryable && { isForNow: true }),
    };
  }
  if (error instanceof AppError && error.code === 'unavailable') {
    return { reason: 'unavailable', message: error.message };
  }
  throw error;
}

function limitsOf(payload: JWTPayload, claims: CallerJwt['claims']): z.output<typeof Limits> {
  const given = Object.fromEntries(Object.entries(claims).map(([limit, claim]) => [limit, payload[claim]]));
  const limits = Limits.safeParse(given);
  if (limits.success) return limits.data;
  const wrong = limits.error.issues[0]?.path[0] as keyof CallerJwt['claims'];
  throw new RefusedToken('claim', `the claim ${claims[wrong]} is wrong`);
}
