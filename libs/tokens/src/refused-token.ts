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
