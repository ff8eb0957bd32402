import { Injectable } from '@nestjs/common';
import { AppError, roomTypeOf, type RoomKey } from '#contracts';
import { Metrics, type LabelledCounts } from '#observability';
import { TooManyRequests } from '#problem-details';
import type { LiveConfig } from '#config';
import { TOKEN_PREFIX, type ApiKey, type NeededScope, ApiKeys } from './api-key.js';
import { AuditLog } from './audit-log.js';
import { CallerTokens, NoCallerTokens } from './caller-tokens.js';
import type { Caller, RefusedCall } from './caller.js';
import { takesTokens, type CallerJwt } from './caller-keys.js';

/** What is pushed, as far as a key may be limited in it. */
export interface PushedTo {
  readonly operation: number;
  /** Undefined: members, session keys, or all. */
  readonly room?: RoomKey | undefined;
}

/** Lines of refused calls a second: whoever tries keys must not fill the disk. All of them are counted. */
const MAX_LINES = 20;
const UNKNOWN: RefusedCall = { reason: 'unknown', message: 'the key is not known, or was revoked' };
const EXPIRED: RefusedCall = { reason: 'expired', message: 'the key has expired' };

/** Who calls the APIs, by HTTP and gRPC, and what they may. */
@Injectable()
export class Callers {
  private readonly refusals: LabelledCounts<'reason'>;
  private linesSince = 0;
  private lines = 0;

  constructor(
    private readonly keys: ApiKeys,
    private readonly tokens: CallerTokens,
    private readonly audit: AuditLog,
    metrics: Metrics,
  ) {
    this.refusals = metrics.counter(
      'goim_api_refused_total',
      'Calls of the APIs (HTTP, gRPC) that were refused, by reason.',
      ['reason'],
    );
  }

  /** Whether a token is looked at from wherever it comes; others are for guards of extensions. */
  looksAt(token: string | undefined): boolean {
    return token !== undefined && (token.startsWith(TOKEN_PREFIX) || this.tokens.takes(token));
  }

  /**
   * Who calls, where they may have what needs `scope`. A key is looked at at once.
   *
   * @param token that the caller shows @param route for the audit log
   */
  admit(
    caller: Caller,
    token: string | undefined,
    scope: NeededScope,
    route: string | undefined,
  ): Caller | RefusedCall | Promise<Caller | RefusedCall> {
    if (token === undefined) return this.refuse(caller, missing(scope), route);
    const found = this.find(token);
    return found instanceof Promise
      ? found.then((later) => this.admitWith(caller, later, scope, route))
      : this.admitWith(caller, found, scope, route);
  }

  /** @throws AppError `forbidden`, TooManyRequests; nothing may be pushed then */
  assertMayPush(caller: Caller, pushes: readonly PushedTo[]): void {
    if (!caller.key) return;
    const { roomTypes, operations, allowance } = caller.key.push;
    for (const { operation, room } of operations || roomTypes ? pushes : []) {
      if (operations && !operations.has(operation)) this.forbid(caller, `the key may not push operation ${operation}`);
      if (!roomTypes) continue;
      const type = room === undefined ? undefined : roomTypeOf(room);
      if (type === undefined || !roomTypes.has(type)) {
        this.forbid(caller, `the key may push to rooms of the types ${[...roomTypes].join(', ')} alone`);
      }
    }
    const wait = allowance?.take(pushes.length, performance.now()) ?? 0;
    if (wait === 0) return;
    this.refuse(caller, { reason: 'rate', message: 'the key pushes too often' });
    throw new TooManyRequests(`the key may push ${allowance?.perSecond} a second`, wait);
  }

  /** What is answered to a caller of whom as many requests wait as may. */
  tooManyWait(caller: Caller): TooManyRequests {
    this.refuse(caller, { reason: 'rate', message: 'too many requests of the caller wait' });
    return new TooManyRequests('too many requests of this caller wait to be answered', 1);
  }

  private find(token: string): ApiKey | RefusedCall | Promise<ApiKey | RefusedCall> {
    if (!token.startsWith(TOKEN_PREFIX) && this.tokens.takes(token)) return this.tokens.find(token);
    return this.keys.find(token) ?? UNKNOWN;
  }

  private admitWith(
    caller: Caller,
    found: ApiKey | RefusedCall,
    scope: NeededScope,
    route: string | undefined,
  ): Caller | RefusedCall {
    if ('reason' in found) return this.refuse(caller, found, route);
    const identified = withKey(caller, found);
    const { expires, scopes } = found;
    if (expires !== undefined && Date.now() >= expires) return this.refuse(identified, EXPIRED, route);
    if (scope === 'any' || scopes.has(scope)) return identified;
    return this.refuse(identified, { reason: 'scope', message: `the key has not the scope ${scope}` }, route);
  }

  private forbid(caller: Caller, message: string): never {
    this.refuse(caller, { reason: 'limits', message });
    throw new AppError('forbidden', message);
  }

  private refuse(caller: Caller, refusal: RefusedCall, route?: string): RefusedCall {
    const { reason } = refusal;
    this.refusals.inc({ reason });
    const now = performance.now();
    if (now - this.linesSince >= 1_000) [this.linesSince, this.lines] = [now, 0];
    if (this.lines++ < MAX_LINES) {
      this.audit.record({
        action: 'call-refused',
        caller,
        outcome: reason,
        ...(route !== undefined && { details: { route } }),
      });
    }
    return refusal;
  }
}

/** Spreading the objects would cost as much as looking up the key. */
function withKey({ address, peer }: Caller, key: ApiKey): Caller {
  return peer === undefined ? { address, key } : { address, peer, key };
}

function missing(scope: NeededScope): RefusedCall {
  const which = scope === 'any' ? 'a key' : `a key with the scope ${scope}`;
  const message = `${which} is needed, as Authorization: Bearer (npm run key -- create)`;
  return { reason: 'missing', message };
}

/** The tokens that `api.jwt` has taken in place of keys. What verifies them is loaded where there are any. @throws ConfigError where its key can't be used */
export async function openCallerTokens(
  live: LiveConfig<{ readonly api: { readonly jwt: CallerJwt } }>,
  metrics: Metrics,
): Promise<CallerTokens> {
  const jwt = live.select(({ api }) => api.jwt);
  if (!takesTokens(jwt.current)) return new NoCallerTokens();
  const { JwtCallers } = await import('./jwt-callers.js');
  return new JwtCallers(jwt, metrics);
}
