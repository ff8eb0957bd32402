import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 100;
const NANOS_PER_MS = 1_000_000;

interface Look {
  /** By `Date.now()`. */
  readonly at: number;
  /** Milliseconds that each thread of each process has waited since it began, by process and thread. */
  readonly waited: Readonly<Record<string, ReadonlyMap<string, number>>>;
}

/** How long processes were ready to run and had no core, as Linux counts it: what a busy machine adds to every delivery. */
export class CoreWaits {
  private readonly looks: Look[] = [];

  constructor(private readonly pids: Readonly<Record<string, number>>) {}

  async run(until: { readonly done: boolean }): Promise<void> {
    for (; !until.done; await delay(EVERY_MS)) this.looks.push(this.look());
  }

  /** @returns milliseconds of the thread of each process that waited longest, in the looks around that time */
  between(from: number, to: number): Record<string, number> {
    const first = this.looks.findLast(({ at }) => at <= from) ?? this.looks[0];
    const last = this.looks.find(({ at }) => at >= to) ?? this.looks.at(-1);
    return Object.fromEntries(
      Object.keys(this.pids).map((name) => {
        const before = first?.waited[name];
        const threads = [...(last?.waited[name] ?? [])];
        const longest = Math.max(0, ...threads.map(([thread, waited]) => waited - (before?.get(thread) ?? 0)));
        return [name, Math.round(longest)];
      }),
    );
  }

  private look(): Look {
    const waited = Object.entries(this.pids).map(([name, pid]) => [name, waitedBy(pid)] as const);
    return { at: Date.now(), waited: Object.fromEntries(waited) };
  }
}

function waitedBy(pid: number): ReadonlyMap<string, number> {
  const tasks = `/proc/${pid}/task`;
  return new Map(readdirSync(tasks).flatMap((thread) => waitOf(`${tasks}/${thread}/schedstat`, thread)));
}

function waitOf(file: string, thread: string): [string, number][] {
  try {
    return [[thread, Number(readFileSync(file, 'utf8').split(' ')[1]) / NANOS_PER_MS]];
  } catch {
    // It has ended since.
    return [];
  }
}
