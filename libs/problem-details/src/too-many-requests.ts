import { HttpException, HttpStatus } from '@nestjs/common';

/** Whoever asks does so too often, and is told when to come back. */
export class TooManyRequests extends HttpException {
  readonly retryAfter: number;

  /** @param wait in seconds; rounded up, since the header has whole ones */
  constructor(message: string, wait: number) {
    super(message, HttpStatus.TOO_MANY_REQUESTS);
    this.retryAfter = Math.max(1, Math.ceil(wait));
  }
}
