import { AppError } from '#contracts';

/** What was wrong with a token: stable, for the metrics. */
export type Fault = 'expired' | 'signature' | 'claim' | 'unknown-key' | 'algorithm' | 'malformed';

/** A token that is not taken. */
export class RefusedToken extends AppError {
  constructor(
    readonly fault: Fault,
    message: string,
  ) {
    super('unauthenticated', message);
  }
}

/** Why a client was not let in: what was wrong with its token, `refused` where whoever looked at it does not say, or the error's code. */
export function whyRefused(error: unknown): string {
  if (error instanceof RefusedToken) return error.fault;
  if (!(error instanceof AppError)) return 'internal';
  return error.code === 'unauthenticated' ? 'refused' : error.code;
}
