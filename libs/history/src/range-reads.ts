import type { MessageId } from '#contracts';
import type { HistoryDatabase } from './history-database.js';
import type { Gap, MessageRange, RangeRequest } from './history-store.js';
import {
  COUNTED,
  MESSAGE_COLUMNS,
  NEWEST_FIRST,
  PLACE,
  toMessage,
  visibleAt,
  type MessageRow,
} from './message-rows.js';
import { numberArray, toColumn } from './pg-arrays.js';

/** Ranges in one query: each holds a page's bytes at most, and all of them come at once. */
const READ_AT_ONCE = 16;
/** While this many queries are under way, whoever comes waits for the next one, and shares it. */
const MAX_UNDER_WAY = 2;

interface FoundRow extends MessageRow {
  readonly left_out: boolean;
  /** Milliseconds. */
  readonly expires_in: number | null;
}

interface Waiting {
  readonly request: RangeRequest;
  readonly settle: (range: MessageRange) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Reads ranges of targets. When the clients of a dead comet come back, their rooms are asked about at the same time: those go
 * together, since a query costs more than the few messages that most of them find.
 */
export class RangeReads {
  private waiting: Waiting[] = [];
  private underWay = 0;
  private isGathering = false;

  constructor(
    private readonly database: Pick<HistoryDatabase, 'query'>,
    private readonly maxPageBytes: () => number,
    private readonly now: () => number,
  ) {}

  /** The query that answers it begins after this was called. @throws HistoryUnavailable */
  read(request: RangeRequest): Promise<MessageRange> {
    return new Promise((settle, fail) => {
      this.waiting.push({ request, settle, fail });
      if (this.isGathering) return;
      this.isGathering = true;
      // What came in the same piece from the bus goes along.
      setImmediate(() => {
        this.isGathering = false;
        this.readOn();
      });
    });
  }

  private readOn(): void {
    while (this.waiting.length > 0 && this.underWay < MAX_UNDER_WAY) {
      this.underWay++;
      void this.readAll(this.waiting.splice(0, READ_AT_ONCE)).finally(() => {
        this.underWay--;
        this.readOn();
      });
    }
  }

  private async readAll(asked: readonly Waiting[]): Promise<void> {
    try {
      const requests = asked.map(({ request }) => request);
      const found = await this.found(requests);
      // Read after the messages: whatever was pruned in between is in here.
      const lost = await this.lost(requests);
      for (const [n, { request, settle }] of asked.entries()) settle(rangeOf(request, found[n]!, lost[n]!));
    } catch (error) {
      for (const { fail } of asked) fail(error);
    }
  }

  /** The newest messages of each range, the newest first. */
  private async found(requests: readonly RangeRequest[]): Promise<FoundRow[][]> {
    const rows = await this.database.query<FoundRow & { asked: number }>(
      `SELECT ${MESSAGE_COLUMNS}, t.asked::integer, nth > t.most OR (running > $6 AND nth > 1) AS left_out,
         (extract(epoch FROM expires - $7::timestamptz) * 1000)::float8 AS expires_in
       FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[], $5::integer[])
         WITH ORDINALITY AS t(of, in_epoch, after, up_to, most, asked)
       CROSS JOIN LATERAL (
         SELECT ${MESSAGE_COLUMNS}, expires, ${COUNTED} FROM (
           SELECT ${MESSAGE_COLUMNS}, expires FROM goim_messages
           WHERE ${PLACE} > (t.of, t.in_epoch, t.after) AND ${PLACE} <= (t.of, t.in_epoch, t.up_to) AND ${visibleAt('$7')}
           ORDER BY ${NEWEST_FIRST} LIMIT t.most + 1
         ) m WINDOW w AS (ORDER BY id DESC)
       ) b ORDER BY t.asked, nth`,
      [
        ...columnsOf(requests),
        numberArray(requests.map(({ limit }) => limit)),
        this.maxPageBytes(),
        new Date(this.now()),
      ],
    );
    return byRequest(requests, rows);
  }

  /** What retention removed of each range, and what the writer gave up, in (afterId, upTo]. */
  private async lost(requests: readonly RangeRequest[]): Promise<Gap[][]> {
    const rows = await this.database.query<{ asked: number; from_id: string; to_id: string }>(
      `SELECT t.asked::integer, greatest(from_id, t.after + 1) AS from_id, least(to_id, t.up_to) AS to_id
       FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[], $5::integer[])
         WITH ORDINALITY AS t(of, in_epoch, after, up_to, of_partition, asked)
       CROSS JOIN LATERAL (
         SELECT 0 AS from_id, pruned_id AS to_id FROM goim_retention WHERE epoch = t.in_epoch
         UNION ALL SELECT 0, id FROM goim_pruned WHERE target = t.of AND epoch = t.in_epoch
         UNION ALL SELECT from_id, to_id FROM goim_gaps WHERE epoch = t.in_epoch AND partition = t.of_partition
       ) g WHERE to_id > t.after AND from_id <= t.up_to`,
      [...columnsOf(requests), numberArray(requests.map(({ partition }) => partition))],
    );
    return byRequest(requests, rows).map((gaps) =>
      gaps.map(({ from_id, to_id }) => ({ from: BigInt(from_id), to: BigInt(to_id) })),
    );
  }
}

function columnsOf(requests: readonly RangeRequest[]): unknown[] {
  const ids = (id: (request: RangeRequest) => MessageId): string => numberArray(requests.map(id));
  return [
    requests.map(({ target }) => toColumn(target)),
    numberArray(requests.map(({ epoch }) => epoch)),
    ids(({ afterId }) => afterId),
    ids(({ upTo }) => upTo),
  ];
}

function byRequest<Row extends { readonly asked: number }>(
  requests: readonly RangeRequest[],
  rows: readonly Row[],
): Row[][] {
  const all: Row[][] = requests.map(() => []);
  for (const row of rows) all[row.asked - 1]!.push(row);
  return all;
}

/** @param rows the newest first */
function rangeOf({ afterId }: RangeRequest, rows: readonly FoundRow[], lost: readonly Gap[]): MessageRange {
  const cut = rows.findIndex(({ left_out }) => left_out);
  const leftOut = cut < 0 ? [] : [{ from: afterId + 1n, to: BigInt(rows[cut]!.id) }];
  const given = rows.slice(0, cut < 0 ? rows.length : cut);
  const ends = given.flatMap(({ expires_in: ms }) => (ms === null ? [] : [ms]));
  return {
    messages: given.map(toMessage).toReversed(),
    gaps: mergeGaps([...lost, ...leftOut]),
    ...(ends.length > 0 && { expiresIn: Math.min(...ends) }),
  };
}

/** The same gaps in order, those that overlap or touch as one. */
function mergeGaps(gaps: readonly Gap[]): Gap[] {
  const merged: Gap[] = [];
  for (const gap of gaps.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = merged.at(-1);
    if (last && gap.from <= last.to + 1n)
      merged.splice(-1, 1, { from: last.from, to: gap.to > last.to ? gap.to : last.to });
    else merged.push(gap);
  }
  return merged;
}
