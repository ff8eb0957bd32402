import { AppError } from '#contracts';

const MS_PER_SECOND = 1_000;
/** `<connection>/<cursor>` */
const EVENT_ID = /^([\w.-]{1,512})\/(\d{1,15})$/;

/** Reads a cursor. @throws AppError `invalid-argument` */
export function readCursor(name: string, text: string | undefined): number {
  if (text !== undefined && /^\d{1,15}$/.test(text)) return Number(text);
  throw new AppError('invalid-argument', `${name}: expected the cursor of the last answer, or 0 at first`);
}

/**
 * Reads how long a poll may wait, in seconds; a longer wait than there may be is cut.
 *
 * @returns milliseconds
 * @throws AppError `invalid-argument`
 */
export function readTimeout(text: string | undefined, defaultMs: number, longestMs: number): number {
  if (text === undefined) return Math.min(defaultMs, longestMs);
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text)) {
    throw new AppError('invalid-argument', 'timeout: expected seconds, such as 30');
  }
  return Math.min(Number(text) * MS_PER_SECOND, longestMs);
}

/** The id of an event whose stream names its connection. */
export function eventId(connection: string, cursor: number): string {
  return `${connection}/${cursor}`;
}

/** The connection and cursor that such an id names; undefined where it is none. */
export function readEventId(text: string | undefined): { connection: string; cursor: number } | undefined {
  const [, connection, cursor] = EVENT_ID.exec(text ?? '') ?? [];
  return connection === undefined ? undefined : { connection, cursor: Number(cursor) };
}
