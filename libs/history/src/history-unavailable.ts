import { AppError } from '#contracts';

/**
 * The database can't be reached, did not answer in time, or is not set up yet. The same call may succeed later. What was
 * to be written may have been written all the same: every write can be repeated.
 */
export class HistoryUnavailable extends AppError {
  constructor(message: string, options?: { cause?: unknown }) {
    super('history-unavailable', message, options);
  }
}
