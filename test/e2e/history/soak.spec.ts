import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { AppProcess, Cluster, Dice, eventually, Listener, startDatabase, type AppName } from '#test-support';
import { pushAll } from './push-all.js';

/** `GOIM_SOAK_MESSAGES=100000 npm test -- test/e2e/history/soak.spec.ts`: it is not in the suite otherwise. */
const MESSAGES = Number(process.env['GOIM_SOAK_MESSAGES']);
const SEED = Number(process.env['GOIM_FUZZ_SEED'] ?? 1);
const ROOMS = 100;
const CLIENTS = 24;
const ROOMS_EACH = 5;
const BETWEEN_KILLS_MS = 3_000;
const CAUGHT_UP_WITHIN_MS = 120_000;

interface Stored {
  readonly id: string;
  readonly body: string;
}

describe('whatever dies', () => {
  it('each client of version 2 gets each message of its targets once and in order, or is told what it misses', async () => {
    const database = await startDatabase();
    const settings = { LOGIC__HISTORY__URL: database.url, JOB__HISTORY__URL: database.url };
    const cluster = await Cluster.start(['logic', 'comet', 'job'], settings);
    const apps: Record<AppName, AppProcess> = {
      logic: cluster.apps[0]!,
      comet: cluster.apps[1]!,
      job: cluster.apps[2]!,
    };
    const ports = {
      LOGIC__HTTP__PORT: new URL(apps.logic.address('http')).port,
      COMET__WEBSOCKET__PORT: new URL(apps.comet.address('websocket')).port,
    };
    const kill = async (app: AppName): Promise<void> => {
      await apps[app].kill();
      apps[app] = await cluster.add(app, { ...settings, ...ports });
    };
    const url = apps.comet.address('websocket');
    const dice = new Dice(SEED);
    const listeners = Array.from({ length: CLIENTS }, (__, n) => {
      const rooms = Array.from({ length: ROOMS_EACH }, (___, k) => `live://${(n * 7 + k * 13) % ROOMS}`);
      return new Listener(n + 1, rooms, url);
    });
    try {
      await Promise.all(listeners.map((listener) => listener.come()));
      const until = { done: false };
      const wandering = listeners.map((listener, n) => listener.wander(new Dice(SEED + n), until));
      const pushing = pushAll(() => apps.logic.address('http'), MESSAGES, dice, ROOMS, CLIENTS);
      let isPushed = false;
      void pushing.then(() => (isPushed = true));
      const failures = [
        () => kill('comet'),
        () => kill('job'),
        () => kill('logic'),
        () => database.kill().then(() => database.revive()),
        () => cluster.broker.kill().then(() => cluster.broker.restart()),
      ];
      // Each of them at least once.
      for (let n = 0; n < failures.length || !isPushed; n++) {
        await delay(BETWEEN_KILLS_MS);
        await failures[n % failures.length]!();
      }
      const accepted = await pushing;
      until.done = true;
      await Promise.all(wandering);

      const stored = new Map<string, Stored[]>();
      for (const [target, bodies] of accepted) {
        await eventually(`the history has all of ${target}`, CAUGHT_UP_WITHIN_MS, async () => {
          stored.set(target, await everythingOf(apps.logic.address('http'), target));
          expect(stored.get(target)!.length).toBeGreaterThanOrEqual(bodies.length);
        });
        // A server that is killed forgets the ids of messages that were worked: a repetition may be stored a second time.
        const once = [...new Set(stored.get(target)!.map(({ body }) => body))];
        expect([target, once]).toEqual([target, bodies]);
      }
      const feeds = listeners.flatMap((listener) =>
        listener.targets.map((target) => ({ listener, target, all: stored.get(target) ?? [] })),
      );
      await eventually('everything has come, or is told as missing', CAUGHT_UP_WITHIN_MS, () => {
        const [lost, ...more] = feeds.filter(({ listener, target, all }) => missing(listener, target, all).length > 0);
        if (!lost) return;
        const { listener, target, all } = lost;
        const ids = missing(listener, target, all);
        const range = `${ids.length} from ${ids[0]} to ${ids.at(-1)}`;
        const others = more.map((one) => `${one.listener.mid} ${one.target}`).join(', ');
        throw new Error(`${listener.mid} misses ${range} of ${target}:\n${listener.told(target)}\nSo do ${others}`);
      });
      for (const { listener, target, all } of feeds) {
        const got = (listener.messages.get(target) ?? []).map(({ id }) => id);
        const ids = new Set(got);
        const once = all.map(({ id }) => id).filter((id) => ids.has(id));
        if (got.join() === once.join()) continue;
        const at = got.findIndex((id, n) => id !== once[n]);
        throw new Error(`${listener.mid} got ${got.slice(at - 2).join(' ')} of ${target}:\n${listener.told(target)}`);
      }
    } finally {
      await Promise.all(listeners.map((listener) => listener.leave().catch(() => undefined)));
      await cluster.stop();
      await database.stop();
    }
  }, 900_000);
});

/** What the client neither got nor was told that it misses. */
function missing(listener: Listener, target: string, all: readonly Stored[]): string[] {
  const got = new Set((listener.messages.get(target) ?? []).map(({ id }) => id));
  const gaps = listener.gaps.filter((gap) => gap.target === target);
  return all
    .filter(({ id }) => !got.has(id))
    .filter(({ id }) => !gaps.some(({ from = '0', to = '0' }) => BigInt(id) > BigInt(from) && BigInt(id) <= BigInt(to)))
    .map(({ id }) => id);
}

/** Oldest first. */
async function everythingOf(base: string, target: string): Promise<Stored[]> {
  const [kind, ...rest] = target.split(':');
  const name = encodeURIComponent(rest.join(':'));
  const path = { room: `rooms/${name}`, mid: `members/${name}`, all: 'broadcasts' }[kind as 'room' | 'mid' | 'all'];
  const found: Stored[] = [];
  for (let after: string | null = '0'; after !== null;) {
    const response = await fetch(`${base}/v1/${path}/messages?limit=200&after=${after}`);
    if (!response.ok) throw new Error(await response.text());
    const page = (await response.json()) as { messages: Stored[]; after: string | null };
    found.push(...page.messages);
    ({ after } = page);
  }
  return found;
}
