import { Injectable } from '@nestjs/common';
import { midOf, type MessageId } from '#contracts';
import type { HistoryDatabase } from './history-database.js';
import {
  HistoryWriter,
  WatermarkBehind,
  type AppendRequest,
  type GapRequest,
  type NewMessage,
  type Pruned,
  type PruneKind,
  type PruneLimits,
  type WriterPlace,
} from './history-writer.js';
import { Measure, REMOVED } from './measure.js';
import { numberArray, sparse, toColumn } from './pg-arrays.js';
import { SurplusPruning } from './surplus-pruning.js';

/** How far a search by time may begin from where it should. */
const TIME_MARK_INTERVAL_S = 60;
/**
 * How far ahead of the database's clock a message's time may be. Messages are removed in their order: one of next month would be
 * among the oldest for as long.
 */
const TIME_AHEAD_S = 60;

const MAX_INT32 = 2 ** 31 - 1;
const MIN_INT32 = -(2 ** 31);

/**
 * One statement, so one round trip and one transaction. The bodies come as one value, of which each row takes its part:
 * `pg` would write an array of them as hexadecimal text.
 *
 * The time is marked where the clock went on, and on both sides of where it was set back: it then runs through the same hour again,
 * and a search goes by the order of the marks.
 */
const APPEND = `
WITH registered AS (
  INSERT INTO goim_epochs (epoch) VALUES ($11) ON CONFLICT DO NOTHING
), given AS (
  SELECT *, least(to_timestamp(ms / 1000::float8), now() + interval '${TIME_AHEAD_S} seconds')::timestamptz(3) AS time,
    substring($9::bytea FROM start FOR size) AS body
  FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[], $5::bigint[], $6::bigint[], $7::text[], $8::integer[],
    $10::integer[]) AS t(target, id, ms, operation, sender, expires_ms, idempotency_key, start, size)
), stored AS (
  INSERT INTO goim_messages (target, epoch, id, time, operation, sender, expires, idempotency_key, body)
  SELECT target, $11, id, time, operation, sender, to_timestamp(expires_ms / 1000::float8), idempotency_key, body
  FROM given
  ON CONFLICT DO NOTHING
  RETURNING 1
), placed AS (
  SELECT id, time, lag(time) OVER by_id AS earlier, lead(time) OVER by_id AS later FROM given WINDOW by_id AS (ORDER BY id)
), marked AS (
  INSERT INTO goim_time_marks (epoch, id, time)
  SELECT $11, id, time FROM placed
  WHERE earlier > time + interval '${TIME_MARK_INTERVAL_S} seconds' OR time > later + interval '${TIME_MARK_INTERVAL_S} seconds'
    OR later IS NULL AND coalesce((
      SELECT m.time NOT BETWEEN placed.time - interval '${TIME_MARK_INTERVAL_S} seconds'
        AND placed.time + interval '${TIME_MARK_INTERVAL_S} seconds'
      FROM goim_time_marks m WHERE m.epoch = $11 AND m.id <= placed.id ORDER BY m.id DESC LIMIT 1
    ), true)
  ON CONFLICT DO NOTHING
), moved AS (
  INSERT INTO goim_watermarks AS w (epoch, partition, id)
  SELECT $11, $12, $13 WHERE $14::bigint = 0 OR EXISTS (SELECT FROM goim_watermarks WHERE epoch = $11 AND partition = $12)
  ON CONFLICT (epoch, partition) DO UPDATE SET id = greatest(w.id, excluded.id) WHERE w.id >= $14::bigint
  RETURNING 1
)
SELECT count(*)::integer AS stored, EXISTS (SELECT FROM moved) AS moved FROM stored`;

/**
 * A gap that goes on where the newest one of the partition ends is the same one: where a job without a history works a partition beside
 * the writer there is one more each second, and whoever catches up reads all that come after its cursor.
 */
const GIVE_UP = `
WITH registered AS (
  INSERT INTO goim_epochs (epoch) VALUES ($1) ON CONFLICT DO NOTHING
), extended AS (
  UPDATE goim_gaps SET to_id = greatest(to_id, $4)
  WHERE (epoch, partition, from_id) = (
    SELECT epoch, partition, from_id FROM goim_gaps WHERE epoch = $1 AND partition = $2 ORDER BY from_id DESC LIMIT 1
  ) AND from_id <= $3 AND to_id >= $3::bigint - 1 AND reason = $5
  RETURNING 1
), gap AS (
  INSERT INTO goim_gaps (epoch, partition, from_id, to_id, reason)
  SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT FROM extended)
  ON CONFLICT (epoch, partition, from_id) DO UPDATE SET to_id = greatest(goim_gaps.to_id, excluded.to_id)
)
INSERT INTO goim_watermarks AS w (epoch, partition, id) VALUES ($1, $2, $4)
ON CONFLICT (epoch, partition) DO UPDATE SET id = greatest(w.id, excluded.id)`;

/**
 * The oldest rows are found by their order alone: by the time of each the whole table would be looked at. Among them may be newer
 * ones, where clocks differ: there is more to remove where the last one is old.
 */
const PRUNE_AGED = `
WITH oldest AS (
  SELECT ctid, time, row_number() OVER (ORDER BY epoch, id) AS nth FROM goim_messages
  WHERE (epoch, id) >= ($3::integer, $4::bigint) ORDER BY epoch, id LIMIT $1
), gone AS (
  DELETE FROM goim_messages
  WHERE ctid = ANY (ARRAY(SELECT ctid FROM oldest WHERE time < now() - $2 * interval '1 millisecond'))
  RETURNING epoch, id
), noted AS (
  INSERT INTO goim_retention AS r (epoch, pruned_id) SELECT epoch, max(id) FROM gone GROUP BY epoch
  ON CONFLICT (epoch) DO UPDATE SET pruned_id = greatest(r.pruned_id, excluded.pruned_id)
)
SELECT count(*)::integer AS gone,
  EXISTS (SELECT FROM oldest WHERE nth = $1 AND time < now() - $2 * interval '1 millisecond') AS more
FROM gone`;

/**
 * Where those go on that are too old, behind older ones that are not: those have the times of a clock that was ahead, for as many
 * messages as came meanwhile. Where the clock was set back there is a mark.
 */
const FIND_AGED = `
WITH oldest AS (
  SELECT epoch, id FROM goim_messages ORDER BY epoch, id LIMIT 1
), places AS (
  SELECT epoch, pruned_id AS id FROM goim_retention
  UNION ALL SELECT epoch, id FROM goim_time_marks WHERE time < now() - $1 * interval '1 millisecond'
)
SELECT p.epoch, p.id FROM places p JOIN oldest ON (p.epoch, p.id) > (oldest.epoch, oldest.id)
WHERE (
  SELECT m.time FROM goim_messages m WHERE (m.epoch, m.id) >= (p.epoch, p.id) ORDER BY m.epoch, m.id LIMIT 1
) < now() - $1 * interval '1 millisecond'
ORDER BY p.epoch, p.id LIMIT 1`;

/** What no longer says anything: marks and gaps of messages that were pruned by age. At most so many of each table. */
const PRUNE_NOTES = `
WITH marks AS (
  DELETE FROM goim_time_marks WHERE ctid = ANY (ARRAY(
    SELECT m.ctid FROM goim_time_marks m JOIN goim_retention r USING (epoch) WHERE m.id < r.pruned_id LIMIT $1))
  RETURNING 1
), gaps AS (
  DELETE FROM goim_gaps WHERE ctid = ANY (ARRAY(
    SELECT g.ctid FROM goim_gaps g JOIN goim_retention r USING (epoch) WHERE g.to_id <= r.pruned_id LIMIT $1))
  RETURNING 1
), pruned AS (
  DELETE FROM goim_pruned WHERE ctid = ANY (ARRAY(
    SELECT p.ctid FROM goim_pruned p JOIN goim_retention r USING (epoch) WHERE p.id <= r.pruned_id LIMIT $1))
  RETURNING 1
), counts AS (
  SELECT (SELECT count(*) FROM marks) AS marks, (SELECT count(*) FROM gaps) AS gaps, (SELECT count(*) FROM pruned) AS pruned
)
SELECT (marks + gaps + pruned)::integer AS gone, greatest(marks, gaps, pruned) = $1 AS more FROM counts`;

/**
 * By the clock that messages expire by, which is not the database's. In their order, since a database that has
 * gathered no statistics yet takes a third of all messages for expired, and looks for them in the whole table.
 */
const PRUNE_EXPIRED = `
WITH gone AS (
  DELETE FROM goim_messages
  WHERE ctid = ANY (ARRAY(SELECT ctid FROM goim_messages WHERE expires <= $2::timestamptz ORDER BY expires LIMIT $1))
  RETURNING 1
)
SELECT count(*)::integer AS gone, count(*) = $1 AS more FROM gone`;

/** The writer on PostgreSQL, and on what speaks its dialect. */
@Injectable()
export class PgHistoryWriter extends HistoryWriter {
  private readonly surplus: SurplusPruning;
  /** Not where a backup of an earlier version was put back, or where the tables are not up to date yet. */
  private hasPlaces = true;
  private readonly removed = {
    expired: new Measure(REMOVED),
    aged: new Measure(REMOVED),
    notes: new Measure(REMOVED),
  };

  /** @param now milliseconds since 1970 by the clock that messages expire by */
  constructor(
    private readonly database: HistoryDatabase,
    private readonly now: () => number,
  ) {
    super();
    this.surplus = new SurplusPruning(database);
  }

  override async append({ messages: given, ...request }: AppendRequest): Promise<number> {
    const { epoch, partition, watermark, expected = 0n } = request;
    for (const [index, message] of given.entries()) assertStorable(message, index);
    const messages = await this.withoutKnown(epoch, given);
    const starts: number[] = [];
    let length = 0;
    for (const { body } of messages) {
      // SQL counts bytes from 1.
      starts.push(length + 1);
      length += body.length;
    }
    const senders = sparse(messages, ({ sender }) => sender);
    const expiries = sparse(messages, ({ expires }) => expires);
    const idempotencyKeys = sparse(messages, ({ idempotencyKey }) => idempotencyKey && toColumn(idempotencyKey));
    const [row] = await this.database.query<{ stored: number; moved: boolean }>(APPEND, [
      messages.map(({ target }) => toColumn(target)),
      numberArray(messages.map(({ id }) => id)),
      numberArray(messages.map(({ time }) => Math.trunc(time))),
      numberArray(messages.map(({ operation }) => operation)),
      senders && numberArray(senders),
      expiries && numberArray(expiries.map((at) => at && Math.trunc(at))),
      idempotencyKeys,
      numberArray(starts),
      Buffer.concat(
        messages.map(({ body }) => body),
        length,
      ),
      numberArray(messages.map(({ body }) => body.length)),
      epoch,
      partition,
      String(watermark),
      String(expected),
    ]);
    if (!row!.moved) throw new WatermarkBehind(epoch, partition, expected);
    return row!.stored;
  }

  /** Leaves out what was stored again and is there already, under the id that it had. */
  private async withoutKnown(epoch: number, messages: readonly NewMessage[]): Promise<readonly NewMessage[]> {
    const again = messages.flatMap(({ target, former }) => (former ? { target, ...former } : []));
    if (again.length === 0) return messages;
    const rows = await this.database.query<{ place: string }>(
      `SELECT concat_ws(' ', m.epoch, m.id, m.target) AS place
       FROM unnest($1::text[], $2::integer[], $3::bigint[]) AS t(target, epoch, id) JOIN goim_messages m USING (target, epoch, id)`,
      [
        again.map(({ target }) => toColumn(target)),
        numberArray(again.map((one) => one.epoch)),
        numberArray(again.map(({ id }) => id)),
      ],
    );
    const known = new Set(rows.map(({ place }) => place));
    // One that is written at the same time.
    for (const { target, id } of messages) known.add(`${epoch} ${id} ${toColumn(target)}`);
    const isKnown = ({ target, former }: NewMessage): boolean =>
      former !== undefined && known.has(`${former.epoch} ${former.id} ${toColumn(target)}`);
    return messages.filter((message) => !isKnown(message));
  }

  override async giveUp({ epoch, partition, from, to, reason }: GapRequest): Promise<void> {
    await this.database.query(GIVE_UP, [epoch, partition, String(from), String(to), reason]);
  }

  override async noteWritten({ stream, sequence }: WriterPlace, expected: number): Promise<boolean> {
    if (!this.hasPlaces) return true;
    const noted = await this.database.query(
      `INSERT INTO goim_writer_places AS p (stream, sequence)
       SELECT $1, $2 WHERE $3::bigint = 0 OR EXISTS (SELECT FROM goim_writer_places WHERE stream = $1)
       ON CONFLICT (stream) DO UPDATE SET sequence = greatest(p.sequence, excluded.sequence) WHERE p.sequence >= $3::bigint
       RETURNING 1`,
      [stream, sequence, expected],
    );
    return noted.length > 0;
  }

  override async written(stream: number): Promise<number | undefined> {
    const [found] = await this.database.query<{ hasPlaces: boolean }>(
      `SELECT to_regclass('goim_writer_places') IS NOT NULL AS "hasPlaces"`,
    );
    this.hasPlaces = found!.hasPlaces;
    if (!this.hasPlaces) return undefined;
    const [row] = await this.database.query<{ sequence: string; isUnknown: boolean }>(
      `SELECT coalesce((SELECT sequence FROM goim_writer_places WHERE stream = $1), 0) AS sequence,
         NOT EXISTS (SELECT FROM goim_writer_places) AND EXISTS (SELECT FROM goim_watermarks) AS "isUnknown"`,
      [stream],
    );
    return row!.isUnknown ? undefined : Number(row!.sequence);
  }

  override async watermark(epoch: number, partition: number): Promise<MessageId | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      'SELECT id FROM goim_watermarks WHERE epoch = $1 AND partition = $2',
      [epoch, partition],
    );
    return row && BigInt(row.id);
  }

  override prune(kind: PruneKind, { keepFor, keepCount, batch }: PruneLimits): Promise<Pruned> {
    switch (kind) {
      case 'expired':
        return this.remove(kind, PRUNE_EXPIRED, batch, [new Date(this.now())]);
      case 'aged':
        return this.pruneAged(keepFor, batch);
      case 'surplus':
        return this.surplus.prune(keepCount, batch);
    }
  }

  override pruneNotes(batch: number): Promise<Pruned> {
    return this.remove('notes', PRUNE_NOTES, batch);
  }

  private async pruneAged(keepFor: number, batch: number): Promise<Pruned> {
    const oldest = await this.remove('aged', PRUNE_AGED, batch, [keepFor, 0, 0]);
    if (oldest.removed > 0) return oldest;
    const [found] = await this.database.query<{ epoch: number; id: string }>(FIND_AGED, [keepFor]);
    return found ? this.remove('aged', PRUNE_AGED, batch, [keepFor, found.epoch, found.id]) : oldest;
  }

  /** @param statement whose first parameter is how many rows it may remove */
  private async remove(
    what: keyof typeof this.removed,
    statement: string,
    batch: number,
    values: readonly unknown[] = [],
  ): Promise<Pruned> {
    const [row] = await this.removed[what].of(
      (rows) => this.database.query<{ gone: number; more: boolean }>(statement, [Math.min(batch, rows), ...values]),
      (rows) => rows[0]!.gone,
    );
    return { removed: row!.gone, more: row!.more };
  }
}

/** One row that can't be stored would have the whole batch refused, for ever. */
function assertStorable({ operation, time, sender, expires }: NewMessage, index: number): void {
  const wrong =
    (!(Number.isInteger(operation) && operation >= MIN_INT32 && operation <= MAX_INT32) && 'operation') ||
    (!isTime(time) && 'time') ||
    (expires !== undefined && !isTime(expires) && 'expires') ||
    (sender !== undefined && midOf(sender) === undefined && 'sender');
  if (wrong) throw new RangeError(`message ${index} can't be stored: its ${wrong} is out of range`);
}

/** Until the year 10,000. */
const LAST_MS = 253_402_300_799_999;

function isTime(ms: number): boolean {
  return ms >= 0 && ms <= LAST_MS;
}
