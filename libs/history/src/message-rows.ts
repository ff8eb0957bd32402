import { midOf, type Target } from '#contracts';
import type { StoredMessage } from './history-store.js';
import { fromColumn } from './pg-arrays.js';

export const MESSAGE_COLUMNS = 'target, epoch, id, operation, body, time, sender';
/**
 * Compared with a cursor as a whole. A comparison of `(epoch, id)` alone the planner takes, by its first column, for one that
 * hardly any row passes, and looks through the rows of all targets by `goim_messages_order`.
 */
export const PLACE = '(target, epoch, id)';
/**
 * What readers see. The database's own clock is not asked: messages expire by the one of the push stream.
 *
 * @param now a parameter of the statement, such as `$3`: the time as a `Date`
 */
export function visibleAt(now: string): string {
  return `NOT withdrawn AND ${unexpiredAt(now)}`;
}

/** As `visibleAt`, of withdrawn rows as well. */
export function unexpiredAt(now: string): string {
  return `(expires IS NULL OR expires > ${now}::timestamptz)`;
}
/** Bodies are added up by their lengths, for which none has to be read. `w` is the window of the rows in their order. */
export const COUNTED = 'sum(octet_length(body)) OVER w AS running, row_number() OVER w AS nth';

/** A row of `MESSAGE_COLUMNS`. */
export interface MessageRow {
  readonly target: string;
  readonly epoch: number;
  readonly id: string;
  readonly operation: number;
  readonly body: Buffer;
  readonly time: Date;
  readonly sender: string | null;
}

export function toMessage({ target, epoch, id, operation, body, time, sender }: MessageRow): StoredMessage {
  return {
    target: fromColumn(target) as Target,
    epoch,
    id: BigInt(id),
    operation,
    body,
    time: time.getTime(),
    ...(sender !== null && { sender: midOf(sender)! }),
  };
}
