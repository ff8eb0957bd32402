import { REPORT_INTERVAL_MS, type Report } from '#contracts';

/** A process that reports of itself. */
export interface Instance {
  readonly report: Report;
  /** When the report came: milliseconds since 1970, by the store's clock. */
  readonly seen: number;
  /** Cores in use, between its last two reports. */
  readonly cpu: number;
}

/** After so long without a report something is wrong with the process, or with its way to the bus. */
export const SILENT_AFTER_MS = 3 * REPORT_INTERVAL_MS;
/** One that is silent for this long is gone. */
const GONE_AFTER_MS = 60_000;
const MS_PER_SECOND = 1_000;
/** Of a report, at most: one of a job with 256 partitions has some 30 KB. Whoever may publish reports chooses their length. */
const MAX_REPORT_BYTES = 64 * 1024;
/** Of an element of a report's lists in memory, at most, beside its texts; in the report it may have two. */
const ELEMENT_BYTES = 64;

/** The processes that report, by their ids: the last report of each, of up to 64 KiB. One that ends is taken out. */
export class InstanceTable {
  private readonly instances = new Map<string, Instance>();
  /** When the last report came, of whichever process. */
  private heard = -Infinity;
  /** Since then reports come, of some process or other. */
  private hearsSince = -Infinity;
  /** Reports of more instances than there may be, and those that are too long. Only grows. */
  refused = 0;

  /** @param most instances that are kept: a report of one more is not */
  constructor(private readonly most: number) {}

  /**
   * @param now milliseconds since 1970
   * @returns the instance as it was before, where this is not its first report; undefined also where it is not kept
   */
  take(report: Report, now: number): Instance | undefined {
    if (bytesOf(report) > MAX_REPORT_BYTES) {
      this.refused++;
      return undefined;
    }
    const before = this.instances.get(report.id);
    if (this.isDeaf(now)) this.hearsSince = now;
    this.heard = now;
    if (report.ending) {
      this.instances.delete(report.id);
      return before;
    }
    if (!before && this.instances.size >= this.most) {
      this.refused++;
      return undefined;
    }
    this.instances.set(report.id, { report, seen: now, cpu: before ? cpuSince(before, report, now) : 0 });
    return before;
  }

  /** What another logic knows; what is known here is newer. */
  restore(instance: Instance): void {
    const { id } = instance.report;
    if (!this.instances.has(id) && this.instances.size < this.most) this.instances.set(id, instance);
  }

  /**
   * Takes out those that are gone. Nobody is where this process hears no reports at all, or has not heard them for long again:
   * it was cut off from the bus or stood still, and says nothing of the others.
   *
   * @returns them, as they were last
   */
  sweep(now: number): Instance[] {
    if (this.isDeaf(now) || now - this.hearsSince < SILENT_AFTER_MS) return [];
    const gone = [...this.instances.values()].filter(({ seen }) => seen < now - GONE_AFTER_MS);
    for (const { report } of gone) this.instances.delete(report.id);
    return gone;
  }

  get(id: string): Instance | undefined {
    return this.instances.get(id);
  }

  /** In the order of their ids. */
  all(): Instance[] {
    return [...this.instances.values()].toSorted((a, b) => (a.report.id < b.report.id ? -1 : 1));
  }

  /** Those that have reported within the last seconds, in the order of their ids: what they said is still so. */
  heardLately(now: number): Instance[] {
    return this.all().filter(({ seen }) => seen >= now - SILENT_AFTER_MS);
  }

  /** This process itself reports as often as the others, so it hears somebody as long as it hears at all. */
  private isDeaf(now: number): boolean {
    return now - this.heard > SILENT_AFTER_MS;
  }
}

/** In memory, as far as whoever sends it chooses how much. Cost: a step for each element of its lists. */
function bytesOf(report: Report): number {
  const { app, id, version, host, problems, dropped, refused, latency, leases, busiest, slowest, closedAsSlow } =
    report;
  let bytes = app.length + id.length + version.length + host.length + ELEMENT_BYTES * (latency.length + leases.length);
  for (const problem of problems) bytes += ELEMENT_BYTES + problem.length;
  for (const reasons of [dropped, refused]) for (const { reason } of reasons) bytes += ELEMENT_BYTES + reason.length;
  for (const { room } of busiest) bytes += ELEMENT_BYTES + room.length;
  for (const sessions of [slowest, closedAsSlow]) for (const { key } of sessions) bytes += ELEMENT_BYTES + key.length;
  return bytes;
}

function cpuSince({ report, seen, cpu }: Instance, { cpu: total }: Report, now: number): number {
  const seconds = (now - seen) / MS_PER_SECOND;
  return seconds > 0 ? Math.max(total - report.cpu, 0) / seconds : cpu;
}
