import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Dice, eventually } from '#test-support';
import { FAULTS, type Fault } from './faults.js';
import { Load } from './load.js';
import { LoadListener } from './load-listener.js';
import { Stage } from './stage.js';
import { ofListeners, ofWatchers, type Counts, type Told } from './verdict.js';
import { Watcher } from './watcher.js';

const SEED = Number(process.env['GOIM_FUZZ_SEED'] ?? 1);
/** Some of the faults, by their names, with commas between; `all` is all of them. */
const CHOSEN = process.env['GOIM_CHAOS'] ?? 'all';
const PER_SECOND = 300;
const ROOMS = 20;
const MEMBERS = 24;
const ROOMS_EACH = 3;
const WATCHERS = 40;
const BEFORE_MS = 3_000;
const AFTER_MS = 10_000;
const ARRIVED_WITHIN_MS = 90_000;
const REPORT = 'data/chaos.md';

const NONE: Counts = { lost: 0, repeated: 0, disordered: 0 };

interface Outcome {
  readonly fault: Fault;
  readonly pushes: number;
  /** Seconds that the slowest push took to be accepted. */
  readonly refusedFor: number;
  /** Seconds from the first try of a push until it came, where that took longest; of clients whose connection did not break. */
  readonly slowest: number;
  readonly listeners: Told;
  readonly watchers: Counts;
}

const faults = FAULTS.filter(({ name }) => CHOSEN === 'all' || CHOSEN.split(',').includes(name));

describe('the system under failures', () => {
  let stage: Stage;
  const outcomes: Outcome[] = [];
  /** Faults that can't be made here, and why. */
  const untried: string[] = [];

  beforeAll(async () => {
    stage = await Stage.start();
  }, 240_000);

  afterAll(async () => {
    await stage.stop();
    const lines = [report(outcomes), ...untried.map((name) => `Not tried: ${name}`)].join('\n');
    await mkdir('data', { recursive: true });
    await writeFile(REPORT, lines);
    process.stdout.write(`\n${lines}\nWritten to ${REPORT}\n`);
  });

  it.each(faults)(
    'loses nothing, repeats nothing and keeps the order: $name',
    async (fault) => {
      if (fault.needsDisks && !stage.hasDisks) {
        untried.push(`${fault.name}: it takes the right to mount a file system`);
        return;
      }
      const outcome = await suffer(stage, fault);
      outcomes.push(outcome);
      const { told: _, ...ofVersion2 } = outcome.listeners;
      const { watchers } = outcome;
      expect(allowing(fault, ofVersion2)).toEqual(NONE);
      expect(allowing(fault, watchers)).toEqual(NONE);
    },
    300_000,
  );
});

/** Without what the limits of the promise allow. */
function allowing({ mayRepeat }: Fault, counts: Counts): Counts {
  return mayRepeat ? { ...counts, repeated: 0 } : counts;
}

async function suffer(stage: Stage, fault: Fault): Promise<Outcome> {
  let slowest = 0;
  const arrived = (askedAt: number): void => {
    slowest = Math.max(slowest, Date.now() - askedAt);
  };
  const name = `${fault.name.replaceAll(' ', '-')}-${Date.now()}`;
  const load = new Load(() => stage.logic, new Dice(SEED), { rooms: ROOMS, members: MEMBERS }, name);
  const listeners = Array.from({ length: MEMBERS }, (_, n) => {
    const rooms = Array.from({ length: ROOMS_EACH }, (__, k) => `live://${(n * 7 + k * 13) % ROOMS}`);
    return new LoadListener(load.name, n + 1, rooms, stage.comets[n % 2]!);
  });
  const watchers = Array.from(
    { length: WATCHERS },
    (_, n) => new Watcher(`live://${n % ROOMS}`, stage.comets[Math.floor(n / ROOMS) % 2]!, name, arrived),
  );
  try {
    await Promise.all([...listeners, ...watchers].map((client) => client.come()));
    const until = { done: false };
    const loading = load.run(PER_SECOND, until);
    await delay(BEFORE_MS);
    await fault.happen(stage);
    await delay(AFTER_MS);
    until.done = true;
    await loading;
    // What does not come in time is lost: the verdict says how much.
    await eventually('everything has come, or is told as missing', ARRIVED_WITHIN_MS, () => {
      if (ofListeners(listeners, load.accepted).lost > 0) throw new Error('something is missing');
    }).catch(() => undefined);
    return {
      fault,
      pushes: load.accepted.length,
      refusedFor: Math.max(...load.accepted.map(({ askedAt, acceptedAt }) => acceptedAt - askedAt)) / 1_000,
      slowest: slowest / 1_000,
      listeners: ofListeners(listeners, load.accepted),
      watchers: ofWatchers(watchers),
    };
  } finally {
    await Promise.all([...listeners, ...watchers].map((client) => client.leave()));
  }
}

function report(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ fault, pushes, refusedFor, slowest, listeners, watchers }) => [
    fault.name,
    pushes,
    refusedFor.toFixed(1),
    slowest.toFixed(1),
    fault.goal ?? '',
    listeners.lost,
    listeners.told,
    listeners.repeated,
    listeners.disordered,
    watchers.lost,
    watchers.repeated,
    watchers.disordered,
  ]);
  const head = [
    'fault',
    'pushes',
    'slowest to be accepted, s',
    'slowest to arrive, s',
    'goal, s',
    'v2 lost',
    'told',
    'repeated',
    'disordered',
    'v1 lost',
    'repeated',
    'disordered',
  ];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
