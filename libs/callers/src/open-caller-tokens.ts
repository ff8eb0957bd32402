import type { LiveConfig } from '#config';
import type { Metrics } from '#observability';
import { takesTokens, type CallerJwt } from './caller-keys.js';
import { NoCallerTokens, type CallerTokens } from './caller-tokens.js';

/** Those of `api.jwt`. What verifies them is loaded where there are any. @throws ConfigError where its key can't be used */
export async function openCallerTokens(
  live: LiveConfig<{ readonly api: { readonly jwt: CallerJwt } }>,
  metrics: Metrics,
): Promise<CallerTokens> {
  const jwt = live.select(({ api }) => api.jwt);
  if (!takesTokens(jwt.current)) return new NoCallerTokens();
  const { JwtCallers } = await import('./jwt-callers.js');
  return new JwtCallers(jwt, metrics);
}
