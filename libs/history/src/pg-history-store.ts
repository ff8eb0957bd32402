import { Injectable } from '@nestjs/common';
import { memberTarget, type Cursor, type MessageId, type Target, type Mid } from '#contracts';
import type { HistoryDatabase } from './history-database.js';
import {
  HistoryStore,
  type MessagePage,
  type MessageRange,
  type PageRequest,
  type RangeRequest,
  type StoredMessage,
  type TargetCursor,
  type UnreadCount,
} from './history-store.js';
import {
  COUNTED,
  IN_ORDER,
  LAST,
  MESSAGE_COLUMNS,
  NEWEST_FIRST,
  ofTarget,
  PLACE,
  toMessage,
  unexpiredAt,
  visibleAt,
  type MessageRow,
} from './message-rows.js';
import { fromColumn, numberArray, toColumn } from './pg-arrays.js';
import { RangeReads } from './range-reads.js';
import { WatermarkWatch } from './watermark-watch.js';

/** Messages that one page looks at, whatever its filter leaves of them. */
const SCAN_LIMIT = 10_000;
const EXPORT_PAGE = 500;
/** Clocks of the servers of a NATS cluster differ: ids follow the time only about. */
const CLOCK_SLACK_MS = 60_000;

/** A message of a page; one row without a message where the page has none. */
interface PageRow extends MessageRow {
  readonly nth: string | null;
  /** Messages that were found, of which the page may not have room for all. */
  readonly matched: number;
  readonly end_epoch: number | null;
  readonly end_id: string | null;
}

/** The store on PostgreSQL, and on what speaks its dialect. */
@Injectable()
export class PgHistoryStore extends HistoryStore {
  private readonly watermarks: WatermarkWatch;
  private readonly ranges: RangeReads;

  /**
   * @param maxPageBytes of bodies in a page; its first message may be longer
   * @param now milliseconds since 1970 by the clock that messages expire by
   */
  constructor(
    private readonly database: HistoryDatabase,
    private readonly maxPageBytes: () => number,
    private readonly now: () => number,
  ) {
    super();
    this.watermarks = new WatermarkWatch(database);
    this.ranges = new RangeReads(database, maxPageBytes, now);
  }

  override async page(request: PageRequest): Promise<MessagePage> {
    const { target, before, after, limit, operation, from, to } = request;
    const direction = after ? 'ASC' : 'DESC';
    const order = after ? IN_ORDER : NEWEST_FIRST;
    const values: unknown[] = [toColumn(target)];
    const parameter = (value: unknown): string => `$${values.push(value)}`;
    const cursor = ({ epoch, id }: Cursor): string =>
      `($1, ${parameter(epoch)}::integer, ${parameter(String(id))}::bigint)`;
    let scan = ofTarget('$1');
    if (before) scan += ` AND ${PLACE} < ${cursor(before)}`;
    if (after) scan += ` AND ${PLACE} > ${cursor(after)}`;
    const [earliest, latest] = await Promise.all([
      from === undefined ? undefined : this.markBefore(from),
      to === undefined ? undefined : this.markAfter(to),
    ]);
    if (earliest) scan += ` AND ${PLACE} >= ${cursor(earliest)}`;
    if (latest) scan += ` AND ${PLACE} <= ${cursor(latest)}`;
    const scanned = (columns: string): string =>
      `SELECT ${columns} FROM goim_messages WHERE ${scan} ORDER BY ${order} LIMIT ${SCAN_LIMIT}`;

    let wanted = visibleAt(parameter(new Date(this.now())));
    if (operation !== undefined) wanted += ` AND operation = ${parameter(operation)}`;
    if (from !== undefined) wanted += ` AND time >= ${parameter(new Date(from))}`;
    if (to !== undefined) wanted += ` AND time < ${parameter(new Date(to))}`;
    const most = parameter(limit);
    // What was found and where the search ended are of one statement, and so of one moment: rows come and are pruned between two.
    const rows = await this.database.query<PageRow>(
      `WITH found AS MATERIALIZED (
         SELECT ${MESSAGE_COLUMNS}, ${COUNTED}, count(*) OVER ()::integer AS matched FROM (
           SELECT ${MESSAGE_COLUMNS} FROM (${scanned(`${MESSAGE_COLUMNS}, withdrawn, expires`)}) s WHERE ${wanted} LIMIT ${parameter(limit + 1)}
         ) m WINDOW w AS (ORDER BY epoch ${direction}, id ${direction})
       )
       SELECT page.*, ended.epoch AS end_epoch, ended.id AS end_id FROM (SELECT) always
       LEFT JOIN (
         SELECT ${MESSAGE_COLUMNS}, nth, matched FROM found
         WHERE nth <= ${most} AND (running <= ${parameter(this.maxPageBytes())} OR nth = 1)
       ) page ON true
       LEFT JOIN (
         SELECT epoch, id FROM (${scanned('epoch, id')}) s WHERE (SELECT count(*) FROM found) <= ${most} OFFSET ${SCAN_LIMIT - 1}
       ) ended ON true
       ORDER BY nth`,
      values,
    );
    const found = rows.filter(({ nth }) => nth !== null);
    const last = found.at(-1);
    const next = last && last.matched > found.length ? cursorOf(last) : endOfScan(rows[0]!);
    return { messages: found.map(toMessage), next };
  }

  override async byId(epoch: number, id: MessageId): Promise<StoredMessage | undefined> {
    const [row] = await this.database.query<MessageRow>(
      `SELECT ${MESSAGE_COLUMNS} FROM goim_messages WHERE epoch = $1 AND id = $2 AND ${visibleAt('$3')} ORDER BY target LIMIT 1`,
      [epoch, String(id), new Date(this.now())],
    );
    return row && toMessage(row);
  }

  override async withdraw(epoch: number, id: MessageId): Promise<readonly Target[]> {
    const rows = await this.database.query<{ target: string }>(
      `UPDATE goim_messages SET withdrawn = true, body = '' WHERE epoch = $1 AND id = $2 AND ${unexpiredAt('$3')} RETURNING target`,
      [epoch, String(id), new Date(this.now())],
    );
    return rows.map(({ target }) => fromColumn(target) as Target);
  }

  override range(request: RangeRequest): Promise<MessageRange> {
    return this.ranges.read(request);
  }

  override async passed(epoch: number, cursors: readonly TargetCursor[]): Promise<ReadonlySet<TargetCursor>> {
    const rows = await this.database.query<{ nth: number }>(
      `SELECT t.nth::integer FROM unnest($1::text[], $2::bigint[], $3::integer[]) WITH ORDINALITY AS t(target, after, partition, nth)
       WHERE EXISTS (
         SELECT FROM (SELECT target, epoch FROM goim_messages WHERE ${PLACE} > (t.target, $4::integer, t.after) ORDER BY ${IN_ORDER} LIMIT 1) m
         WHERE m.target = t.target AND m.epoch = $4::integer
       )
       OR EXISTS (SELECT FROM goim_retention r WHERE r.epoch = $4::integer AND r.pruned_id > t.after)
       OR EXISTS (SELECT FROM goim_pruned p WHERE p.target = t.target AND p.epoch = $4::integer AND p.id > t.after)
       OR EXISTS (SELECT FROM goim_gaps g WHERE g.epoch = $4::integer AND g.partition = t.partition AND g.to_id > t.after)`,
      [
        cursors.map(({ target }) => toColumn(target)),
        numberArray(cursors.map(({ afterId }) => afterId)),
        numberArray(cursors.map(({ partition }) => partition)),
        epoch,
      ],
    );
    return new Set(rows.map(({ nth }) => cursors[nth - 1]!));
  }

  override reached(epoch: number, partition: number, upTo: MessageId, withinMs: number): Promise<boolean> {
    return this.watermarks.reached(epoch, partition, upTo, withinMs);
  }

  override async lastIds(epoch: number, targets: readonly Target[]): Promise<ReadonlyMap<Target, MessageId>> {
    const rows = await this.database.query<{ nth: number; id: string }>(
      `SELECT t.nth::integer, m.id FROM unnest($1::text[]) WITH ORDINALITY AS t(target, nth) CROSS JOIN LATERAL (
         SELECT ${IN_ORDER} FROM goim_messages WHERE ${PLACE} <= (t.target, $2::integer, ${LAST.id}) ORDER BY ${NEWEST_FIRST} LIMIT 1
       ) m WHERE m.target = t.target AND m.epoch = $2::integer`,
      [targets.map(toColumn), epoch],
    );
    return new Map(rows.map(({ nth, id }) => [targets[nth - 1]!, BigInt(id)]));
  }

  override async newestId(epoch: number): Promise<MessageId | undefined> {
    const [row] = await this.database.query<{ id: string | null }>(
      'SELECT max(id) AS id FROM goim_watermarks WHERE epoch = $1',
      [epoch],
    );
    return row?.id == null ? undefined : BigInt(row.id);
  }

  override async newestEpoch(): Promise<number | undefined> {
    const [row] = await this.database.query<{ epoch: number | null }>('SELECT max(epoch) AS epoch FROM goim_epochs');
    return row?.epoch ?? undefined;
  }

  override async unread(mid: Mid, atMost: number): Promise<UnreadCount> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (
         SELECT FROM goim_messages
         WHERE ${ofTarget('$1')} AND ${visibleAt('$4')}
           AND ${PLACE} > (SELECT $1, coalesce(max(epoch), 0), coalesce(max(id), 0) FROM goim_read_positions WHERE mid = $2)
         ORDER BY ${IN_ORDER} LIMIT $3
       ) m`,
      [memberTarget(mid), String(mid), atMost + 1, new Date(this.now())],
    );
    return { count: Math.min(row!.count, atMost), more: row!.count > atMost };
  }

  override async readPosition(mid: Mid): Promise<Cursor | undefined> {
    const [row] = await this.database.query<{ epoch: number; id: string }>(
      'SELECT epoch, id FROM goim_read_positions WHERE mid = $1',
      [String(mid)],
    );
    return row && cursorOf(row);
  }

  override async setReadPosition(mid: Mid, { epoch, id }: Cursor, inPlaceOf?: Cursor): Promise<Cursor> {
    const [row] = await this.database.query<{ epoch: number; id: string }>(
      `INSERT INTO goim_read_positions AS p (mid, epoch, id) VALUES ($1, $2, $3)
       ON CONFLICT (mid) DO UPDATE SET read_at = now(),
         epoch = CASE WHEN (p.epoch, p.id) = ($4::integer, $5::bigint) THEN excluded.epoch ELSE greatest(p.epoch, excluded.epoch) END,
         id = CASE WHEN (excluded.epoch, excluded.id) > (p.epoch, p.id) OR (p.epoch, p.id) = ($4::integer, $5::bigint)
           THEN excluded.id ELSE p.id END
       RETURNING epoch, id`,
      [String(mid), epoch, String(id), inPlaceOf?.epoch, inPlaceOf && String(inPlaceOf.id)],
    );
    return cursorOf(row!);
  }

  override async *export(
    target: Target,
    filter: { readonly from?: number; readonly to?: number } = {},
  ): AsyncGenerator<StoredMessage> {
    let after: Cursor | undefined = { epoch: 0, id: 0n };
    while (after) {
      const { messages, next }: MessagePage = await this.page({ target, after, limit: EXPORT_PAGE, ...filter });
      yield* messages;
      after = next;
    }
  }

  /** A place before all messages of that time and later: the mark before the first one that is as late. */
  private async markBefore(ms: number): Promise<Cursor | undefined> {
    const late = await this.timeMark('time >= $1', 'ASC', [new Date(ms - CLOCK_SLACK_MS)]);
    if (!late) return this.timeMark('true', 'DESC');
    return this.timeMark('(epoch, id) < ($1, $2)', 'DESC', [late.epoch, String(late.id)]);
  }

  /** A place behind all messages before that time: the mark behind the last one that is as early. */
  private async markAfter(ms: number): Promise<Cursor | undefined> {
    const early = await this.timeMark('time <= $1', 'DESC', [new Date(ms + CLOCK_SLACK_MS)]);
    if (!early) return this.timeMark('true', 'ASC');
    return this.timeMark('(epoch, id) > ($1, $2)', 'ASC', [early.epoch, String(early.id)]);
  }

  /** In the order of the ids: clocks can go back. */
  private async timeMark(
    condition: string,
    direction: 'ASC' | 'DESC',
    values: readonly unknown[] = [],
  ): Promise<Cursor | undefined> {
    const [row] = await this.database.query<{ epoch: number; id: string }>(
      `SELECT epoch, id FROM goim_time_marks WHERE ${condition} ORDER BY epoch ${direction}, id ${direction} LIMIT 1`,
      values,
    );
    return row && cursorOf(row);
  }
}

/** Where the search for messages broke off, having looked at as many as it may; undefined where it came to the end. */
function endOfScan({ end_epoch: epoch, end_id: id }: PageRow): Cursor | undefined {
  return epoch === null || id === null ? undefined : cursorOf({ epoch, id });
}

function cursorOf({ epoch, id }: { readonly epoch: number; readonly id: string }): Cursor {
  return { epoch, id: BigInt(id) };
}
