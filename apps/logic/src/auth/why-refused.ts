import { AppError } from '#contracts';
import { RefusedToken } from '#tokens';

/** Why a client was not let in: what was wrong with its token, `refused` where whoever looked at it does not say, or the error's code. */
export function whyRefused(error: unknown): string {
  if (error instanceof RefusedToken) return error.fault;
  if (!(error instanceof AppError)) return 'internal';
  return error.code === 'unauthenticated' ? 'refused' : error.code;
}
