import type { HistoryDatabase } from './history-database.js';
import type { Pruned } from './history-writer.js';
import { Measure, REMOVED } from './measure.js';
import { IN_ORDER, LAST, NEWEST_FIRST, ofTarget, PLACE } from './message-rows.js';
import { numberArray } from './pg-arrays.js';

/** Messages of which the targets are found at a time. */
const LOOKED_AT = 20_000;
/** Most targets have no more: they are done with the first count. */
const FIRST_COUNT = 100;
/** The next count goes on so many times as far as those before it. */
const FURTHER = 4;
/** Rows that a statement walks over to count. */
const WALKED = { least: 1_000, first: 50_000, most: 500_000 };
/** A call goes on for so long, unless it has removed enough. */
const SLICE_MS = 200;
const END = { epoch: LAST.epoch, id: String(LAST.id) };

/** Where fewer are kept than before, all targets are looked at again, those without new messages too. */
const NOTE_COUNT = `
UPDATE goim_retention SET counted_id = CASE WHEN counted_by > $1 THEN 0 ELSE counted_id END, counted_by = $1
WHERE counted_by <> $1`;

/** The targets of the next messages that were not looked at yet, of the oldest epoch that has any. */
const LOOK = `
WITH next AS (
  SELECT e.epoch, coalesce(r.counted_id, 0) AS counted_id
  FROM goim_epochs e LEFT JOIN goim_retention r USING (epoch)
  WHERE EXISTS (SELECT FROM goim_messages m WHERE m.epoch = e.epoch AND m.id > coalesce(r.counted_id, 0))
  ORDER BY e.epoch LIMIT 1
), seen AS MATERIALIZED (
  SELECT m.target, m.id FROM next CROSS JOIN LATERAL (
    SELECT target, id FROM goim_messages WHERE epoch = next.epoch AND id > next.counted_id ORDER BY id LIMIT $1
  ) m
)
SELECT next.epoch, max(seen.id) AS up_to, array_agg(DISTINCT seen.target) AS targets,
  count(*) = $1 OR next.epoch < (SELECT max(epoch) FROM goim_epochs) AS more
FROM next CROSS JOIN seen GROUP BY next.epoch`;

/** Of each target the message so many before a place; none where it has not so many. */
const WALK = `
SELECT t.nth::integer, m.epoch, m.id
FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::integer[]) WITH ORDINALITY AS t(target, epoch, id, over, nth)
CROSS JOIN LATERAL (
  SELECT epoch, id FROM goim_messages
  WHERE ${ofTarget('t.target')} AND ${PLACE} < (t.target, t.epoch, t.id)
  ORDER BY ${NEWEST_FIRST} OFFSET t.over - 1 LIMIT 1
) m`;

/** The oldest first, up to the cuts. */
const REMOVE = `
WITH surplus AS MATERIALIZED (
  SELECT s.ctid, cut.nth
  FROM unnest($1::text[], $2::integer[], $3::bigint[]) WITH ORDINALITY AS cut(target, epoch, id, nth)
  CROSS JOIN LATERAL (
    SELECT ctid FROM goim_messages WHERE ${ofTarget('cut.target')} AND ${PLACE} <= (cut.target, cut.epoch, cut.id)
    ORDER BY ${IN_ORDER} LIMIT $4
  ) s LIMIT $4
), gone AS (
  DELETE FROM goim_messages WHERE ctid = ANY (ARRAY(SELECT ctid FROM surplus)) RETURNING target, epoch, id
), noted AS (
  INSERT INTO goim_pruned AS p (target, epoch, id) SELECT target, epoch, max(id) FROM gone GROUP BY target, epoch
  ON CONFLICT (target, epoch) DO UPDATE SET id = greatest(p.id, excluded.id)
)
SELECT count(*)::integer AS gone, (SELECT max(nth)::integer FROM surplus) AS reached FROM gone`;

/** Unless another number was noted meanwhile, and with it that all are to be looked at again. */
const NOTE_LOOK = `
INSERT INTO goim_retention AS r (epoch, counted_id, counted_by) VALUES ($1, $2, $3)
ON CONFLICT (epoch) DO UPDATE SET counted_id = greatest(r.counted_id, excluded.counted_id)
WHERE r.counted_by = excluded.counted_by`;

/** A place among the messages of a target, as the database has both. */
interface Place {
  readonly target: string;
  readonly epoch: number;
  readonly id: string;
}

/** A target whose messages are counted, from the newest on. */
interface Count extends Place {
  readonly counted: number;
}

interface Look {
  readonly keepCount: number;
  readonly epoch: number;
  /** All messages up to this are looked at once the look is over. */
  readonly upTo: string;
  /** There are more behind it. */
  readonly more: boolean;
  counts: Count[];
  /** The newest message of each target that it has too many of. */
  cuts: Place[];
}

/**
 * Removes the oldest messages of targets that have too many. Whether one has costs a look at as many as are kept, which may be
 * millions: they are counted in statements that each walk over a bounded number of rows, and go on where the last one ended.
 */
export class SurplusPruning {
  private look: Look | undefined;
  private readonly walked = new Measure(WALKED);
  private readonly removed = new Measure(REMOVED);

  constructor(private readonly database: Pick<HistoryDatabase, 'query'>) {}

  /**
   * @param keepCount messages a target
   * @param batch messages that one statement may remove
   * @throws HistoryUnavailable; the next call goes on with what was not done
   */
  async prune(keepCount: number, batch: number): Promise<Pruned> {
    const until = performance.now() + SLICE_MS;
    let removed = 0;
    let more = true;
    while (more && removed === 0 && performance.now() < until) {
      if (this.look?.keepCount !== keepCount) this.look = await this.begin(keepCount);
      if (!this.look) return { removed, more: false };
      if (this.look.counts.length > 0) await this.count(this.look);
      else if (this.look.cuts.length > 0) removed += await this.remove(this.look, batch);
      if (this.look.counts.length === 0 && this.look.cuts.length === 0) more = await this.end(this.look);
    }
    return { removed, more };
  }

  private async begin(keepCount: number): Promise<Look | undefined> {
    await this.database.query(NOTE_COUNT, [keepCount]);
    const [found] = await this.walked.of((rows) =>
      this.database.query<{ epoch: number; up_to: string; targets: string[]; more: boolean }>(LOOK, [
        Math.min(LOOKED_AT, rows),
      ]),
    );
    if (!found) return undefined;
    const { epoch, up_to: upTo, targets, more } = found;
    const counts = targets.map((target) => ({ target, ...END, counted: 0 }));
    return { keepCount, epoch, upTo, more, counts, cuts: [] };
  }

  private async count(look: Look): Promise<void> {
    const { keepCount } = look;
    const { counts, steps } = nextSteps(look, this.walked.rows);
    const reached = await this.walked.of(
      () =>
        this.database.query<{ nth: number; epoch: number; id: string }>(WALK, [
          ...columnsOf(counts),
          numberArray(steps),
        ]),
      (found) => found.reduce((rows, { nth }) => rows + steps[nth - 1]!, 0),
    );
    const further: Count[] = [];
    for (const { nth, epoch, id } of reached) {
      const { target, counted } = counts[nth - 1]!;
      const now = counted + steps[nth - 1]!;
      if (now > keepCount) look.cuts.push({ target, epoch, id });
      else further.push({ target, epoch, id, counted: now });
    }
    look.counts = [...further, ...look.counts.slice(counts.length)];
  }

  private async remove(look: Look, batch: number): Promise<number> {
    const most = Math.min(batch, this.removed.rows);
    const [row] = await this.removed.of(
      () => this.database.query<{ gone: number; reached: number }>(REMOVE, [...columnsOf(look.cuts), most]),
      (rows) => rows[0]!.gone,
    );
    const { gone, reached } = row!;
    // Those before the last one that it came to have nothing left, and are not looked through again.
    look.cuts = gone < most ? [] : look.cuts.slice(reached - 1);
    return gone;
  }

  private async end({ epoch, upTo, keepCount, more }: Look): Promise<boolean> {
    await this.database.query(NOTE_LOOK, [epoch, upTo, keepCount]);
    this.look = undefined;
    return more;
  }
}

/** As many targets as one statement may walk over, and how far in each. */
function nextSteps({ keepCount, counts }: Look, rows: number): { counts: Count[]; steps: number[] } {
  const steps: number[] = [];
  let left = rows;
  for (const { counted } of counts) {
    const wanted = counted === 0 ? FIRST_COUNT : counted * FURTHER;
    const step = Math.min(keepCount + 1 - counted, wanted, rows);
    if (step > left) break;
    left -= step;
    steps.push(step);
  }
  return { counts: counts.slice(0, steps.length), steps };
}

function columnsOf(places: readonly Place[]): unknown[] {
  return [
    places.map(({ target }) => target),
    numberArray(places.map(({ epoch }) => epoch)),
    numberArray(places.map(({ id }) => BigInt(id))),
  ];
}
