import { midOf, type Target } from '#contracts';
import type { StoredMessage } from './history-store.js';
import { fromColumn } from './pg-arrays.js';

export const MESSAGE_COLUMNS = 'target, epoch, id, operation, body, time, sender';
/** What the rows of a target are found, and ordered, by: see `ofTarget`. */
export const PLACE = '(target, epoch, id)';
/** The order of `PLACE`. */
export const IN_ORDER = 'target, epoch, id';
export const NEWEST_FIRST = 'target DESC, epoch DESC, id DESC';
/** Behind all messages of a target. */
export const LAST = { epoch: 2 ** 31 - 1, id: 2n ** 63n - 1n };

/**
 * The rows of a target, as a part of the primary key's order, which nothing else serves. By `target = …` and the order of
 * `(epoch, id)` the planner takes `goim_messages_order`, or the whole table, where targets are few, since it expects to come across
 * one of the target soon: of one that has no messages, or none lately, it then looks through all others'.
 *
 * @param target a parameter or a column, such as `$1`
 */
export function ofTarget(target: string): string {
  return `${PLACE} >= (${target}, 0, 0) AND ${PLACE} <= (${target}, ${LAST.epoch}, ${LAST.id})`;
}

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
