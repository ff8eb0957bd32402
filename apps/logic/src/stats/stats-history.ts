import type { GatheredInstance, GatheredSlot, ReasonCount, ReasonValue, Report } from '#contracts';
import type { Instance } from '../instances/instance-table.js';
import { SLOT_MS, slotOf, SlotRing, SLOTS } from './slot-ring.js';

/** What is sampled of all instances together. */
interface Levels {
  readonly connections: number;
  readonly rooms: number;
  /** Messages of the push queue. */
  readonly backlog: number;
  /** Seconds that the oldest of them has waited; 0 = there is none. */
  readonly oldestTask: number;
}

const LEVELS = ['connections', 'rooms', 'backlog', 'oldestTask'] as const;
/** What is counted of all, beside reasons and latencies. */
const RATES = ['sessionsBegun', 'sessionsEnded', 'pushes', 'tasks', 'deliveries'] as const;
const OF_ALL = [...LEVELS, ...RATES];
const INSTANCE_LEVELS = ['connections', 'cpu', 'rss', 'eventLoopLag'] as const;
const INSTANCE_RATES = ['pushes', 'tasks', 'deliveries', 'dropped'] as const;
const OF_INSTANCE = [...INSTANCE_LEVELS, ...INSTANCE_RATES];

type InstanceField = (typeof OF_INSTANCE)[number];

/** Reasons of one slot, each so long at most: what is beyond is one, since any process that may report names them. */
const MAX_REASONS = 64;
const MAX_REASON_LENGTH = 64;
const OTHER_REASONS = 'other';

/** Counts of a slot that are kept by name, or by class. */
interface Named {
  readonly dropped: Map<string, number>;
  readonly refused: Map<string, number>;
  readonly latency: number[];
}

/** Consecutive slots that are one step of the answer. */
export interface Step {
  readonly first: number;
  readonly slots: number;
}

/**
 * What all processes did in each 10 s of the last hour, and each of them. Counts come as totals: what was counted between two
 * reports is spread evenly over the time between, so that a slot does not depend on when a report came.
 *
 * Memory: 26 KB of all together, with some kilobytes for each reason, and 26 KB of each instance.
 */
export class StatsHistory {
  private readonly all = new SlotRing(OF_ALL.length);
  private readonly named = new Map<number, Named>();
  private readonly instances = new Map<string, SlotRing>();

  /** @param before the instance at the report before; without it there is nothing to compare with */
  take(report: Report, seen: number, cpu: number, before: Instance | undefined): void {
    if (!report.ending) this.noteLevels(report, seen, cpu, before);
    if (before) this.spread(report, seen, before);
  }

  sample(now: number, levels: Levels): void {
    const slot = slotOf(now);
    for (const level of LEVELS) this.all.set(slot, OF_ALL.indexOf(level), levels[level]);
  }

  forget(id: string): void {
    this.instances.delete(id);
  }

  /** Whether anything is known of some of the step. */
  knows({ first, slots }: Step): boolean {
    return range(first, slots).some((slot) => this.all.has(slot));
  }

  /** The last value of a level in the step; undefined: not known. */
  level(step: Step, field: (typeof LEVELS)[number]): number | undefined {
    return lastOf(this.all, step, OF_ALL.indexOf(field));
  }

  /** A second, on average over what is known of the step. */
  rate(step: Step, field: (typeof RATES)[number]): number {
    return perSecond(sumOf(this.all, step, OF_ALL.indexOf(field)), this.knownSlots(step));
  }

  /** A second, by reason. */
  reasons(step: Step, kind: 'dropped' | 'refused'): Record<string, number> {
    const sums = new Map<string, number>();
    for (const named of this.namedIn(step)) for (const [reason, value] of named[kind]) add(sums, reason, value);
    const known = this.knownSlots(step);
    return Object.fromEntries([...sums].map(([reason, sum]) => [reason, perSecond(sum, known)]));
  }

  /** How many tasks took how long, by the classes of PUSH_LATENCY_BOUNDS. */
  latency(step: Step): number[] {
    const classes: number[] = [];
    for (const { latency } of this.namedIn(step)) addAll(classes, latency, 1);
    return classes;
  }

  /** The same of one instance: a level's last value, a rate's average; null: not known. */
  ofInstance(id: string, step: Step, field: InstanceField): number | null {
    const ring = this.instances.get(id);
    if (!ring) return null;
    const index = OF_INSTANCE.indexOf(field);
    const last = lastOf(ring, step, index);
    if (last === undefined) return null;
    return isRate(field) ? perSecond(sumOf(ring, step, index), countOf(ring, step)) : last;
  }

  /** All that is known of all instances together, as another logic takes it. */
  gatheredSlots(): GatheredSlot[] {
    const { slots, values } = this.all.known();
    return slots.map((slot, n) => {
      const { dropped, refused, latency } = this.named.get(slot) ?? newNamed();
      const own = values.slice(n * OF_ALL.length, (n + 1) * OF_ALL.length);
      return { slot, values: own, dropped: reasonValues(dropped), refused: reasonValues(refused), latency };
    });
  }

  gatheredOf(id: string): Pick<GatheredInstance, 'slots' | 'values'> {
    return this.instances.get(id)?.known() ?? { slots: [], values: [] };
  }

  restoreSlots(slots: readonly GatheredSlot[]): void {
    for (const { slot, values, dropped, refused, latency } of slots) {
      this.all.restore([slot], values);
      const named = this.namedAt(slot);
      for (const { reason, value } of dropped) named.dropped.set(reason, value);
      for (const { reason, value } of refused) named.refused.set(reason, value);
      named.latency.splice(0, Infinity, ...latency);
    }
  }

  restoreInstance(id: string, { slots, values }: Pick<GatheredInstance, 'slots' | 'values'>): void {
    this.ringOf(id).restore(slots, values);
  }

  /** In every slot since the report before: a report may come just before a slot begins, and the next just after it has ended. */
  private noteLevels(report: Report, seen: number, cpu: number, before: Instance | undefined): void {
    const ring = this.ringOf(report.id);
    const values = { connections: report.connections, cpu, rss: report.rss, eventLoopLag: report.eventLoopLag };
    const last = slotOf(seen);
    const first = Math.max(before ? Math.min(slotOf(before.seen) + 1, last) : last, last - SLOTS + 1);
    for (const slot of range(first, last - first + 1)) {
      for (const level of INSTANCE_LEVELS) ring.set(slot, OF_INSTANCE.indexOf(level), values[level]);
    }
  }

  private spread(report: Report, seen: number, { report: earlier, seen: from }: Instance): void {
    const ring = report.ending ? undefined : this.ringOf(report.id);
    const grown = growthOf(report, earlier);
    // A clock that was set back: what has grown belongs to where it stands now.
    const begin = Math.max(Math.min(from, seen - 1), seen - (SLOTS - 1) * SLOT_MS);
    for (const slot of range(slotOf(begin), slotOf(seen) - slotOf(begin) + 1)) {
      const share = (Math.min(seen, (slot + 1) * SLOT_MS) - Math.max(begin, slot * SLOT_MS)) / (seen - begin);
      if (share <= 0) continue;
      for (const field of RATES) this.all.add(slot, OF_ALL.indexOf(field), grown[field] * share);
      const named = this.namedAt(slot);
      for (const kind of ['dropped', 'refused'] as const) {
        for (const { reason, count } of grown[kind]) add(named[kind], reasonIn(named[kind], reason), count * share);
      }
      addAll(named.latency, grown.latency, share);
      const ofInstance = { ...grown, dropped: grown.dropped.reduce((sum, { count }) => sum + count, 0) };
      for (const field of INSTANCE_RATES) ring?.add(slot, OF_INSTANCE.indexOf(field), ofInstance[field] * share);
    }
  }

  private ringOf(id: string): SlotRing {
    let ring = this.instances.get(id);
    if (!ring) {
      ring = new SlotRing(OF_INSTANCE.length);
      this.instances.set(id, ring);
    }
    return ring;
  }

  private namedAt(slot: number): Named {
    let named = this.named.get(slot);
    if (!named) {
      named = newNamed();
      this.named.set(slot, named);
      for (const old of this.named.keys()) if (old <= slot - SLOTS) this.named.delete(old);
    }
    return named;
  }

  private namedIn({ first, slots }: Step): Named[] {
    return range(first, slots).flatMap((slot) => this.named.get(slot) ?? []);
  }

  private knownSlots(step: Step): number {
    return countOf(this.all, step);
  }
}

/** What was counted between two reports of one process. */
function growthOf(
  report: Report,
  earlier: Report,
): Record<(typeof RATES)[number], number> & Record<'dropped' | 'refused', ReasonCount[]> & { latency: number[] } {
  const grown = (field: 'sessionsBegun' | 'pushes' | 'tasks' | 'deliveries'): number =>
    Math.max(report[field] - earlier[field], 0);
  const begun = grown('sessionsBegun');
  return {
    sessionsBegun: begun,
    // Each that has begun is there, or has ended.
    sessionsEnded: Math.max(begun - (report.connections - earlier.connections), 0),
    pushes: grown('pushes'),
    tasks: grown('tasks'),
    deliveries: grown('deliveries'),
    dropped: grownReasons(report.dropped, earlier.dropped),
    refused: grownReasons(report.refused, earlier.refused),
    latency: report.latency.map((count, n) => Math.max(count - (earlier.latency[n] ?? 0), 0)),
  };
}

function reasonIn(known: ReadonlyMap<string, number>, reason: string): string {
  const fits = known.has(reason) || (known.size < MAX_REASONS && reason.length <= MAX_REASON_LENGTH);
  return fits ? reason : OTHER_REASONS;
}

function grownReasons(now: readonly ReasonCount[], earlier: readonly ReasonCount[]): ReasonCount[] {
  const before = new Map(earlier.map(({ reason, count }) => [reason, count]));
  return now
    .map(({ reason, count }) => ({ reason, count: count - (before.get(reason) ?? 0) }))
    .filter(({ count }) => count > 0);
}

function newNamed(): Named {
  return { dropped: new Map(), refused: new Map(), latency: [] };
}

function reasonValues(values: ReadonlyMap<string, number>): ReasonValue[] {
  return [...values].map(([reason, value]) => ({ reason, value }));
}

function isRate(field: InstanceField): boolean {
  return (INSTANCE_RATES as readonly string[]).includes(field);
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => first + n);
}

function add(sums: Map<string, number>, reason: string, value: number): void {
  sums.set(reason, (sums.get(reason) ?? 0) + value);
}

function addAll(sums: number[], values: readonly number[], share: number): void {
  for (const [n, value] of values.entries()) sums[n] = (sums[n] ?? 0) + value * share;
}

function sumOf(ring: SlotRing, { first, slots }: Step, field: number): number {
  return range(first, slots).reduce((sum, slot) => sum + (ring.get(slot, field) || 0), 0);
}

function countOf(ring: SlotRing, { first, slots }: Step): number {
  return range(first, slots).filter((slot) => ring.has(slot)).length;
}

function lastOf(ring: SlotRing, { first, slots }: Step, field: number): number | undefined {
  return range(first, slots)
    .map((slot) => ring.get(slot, field))
    .findLast((value) => !Number.isNaN(value));
}

function perSecond(sum: number, slots: number): number {
  return slots === 0 ? 0 : (sum * 1_000) / (slots * SLOT_MS);
}
