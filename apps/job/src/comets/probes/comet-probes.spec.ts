import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, errorText, type NodeInfo } from '#contracts';
import { FakeBus, FakeDirectory } from '../../../test/fake-bus.js';
import { CometProbes } from './comet-probes.js';
import { CometsReadiness } from './comets-readiness.js';

const SECOND_MS = 1_000;
const EVENTS = {
  onSilent: (comet: string, error: unknown): void => void said.push(`${comet} is silent: ${errorText(error)}`),
  onHeard: (comet: string): void => void said.push(`${comet} is heard`),
};

let bus: FakeBus;
let directory: FakeDirectory;
/** Comets that take nothing. */
let deaf: Set<string>;
let asked: string[];
let now: number;
let lease: { epoch: null; isValid: () => boolean } | undefined;
let probes: CometProbes;
let readiness: CometsReadiness;
/** What was said when it changed. */
let said: string[];

beforeEach(() => {
  bus = new FakeBus();
  directory = new FakeDirectory(['a', 'b']);
  deaf = new Set();
  asked = [];
  now = 0;
  lease = { epoch: null, isValid: () => true };
  const link = {
    serves: () => true,
    probe: async ({ id }: NodeInfo) => {
      asked.push(id);
      if (deaf.has(id)) throw new AppError('unavailable', 'no answer');
    },
  };
  said = [];
  probes = new CometProbes(bus.asBus, directory.asDirectory, [link], EVENTS, () => now);
  probes.sendBy(() => lease);
  readiness = new CometsReadiness(probes);
});

async function pass(seconds: number): Promise<void> {
  for (let n = 0; n < seconds; n++) {
    now += SECOND_MS;
    await probes.probe();
  }
}

describe('CometProbes', () => {
  it('names those that take none, once that has lasted, and no more when they do', async () => {
    await pass(1);
    deaf.add('b');
    await pass(5);
    expect(() => readiness.check()).not.toThrow();
    await pass(1);
    expect(probes.silent()).toEqual([{ comet: 'b', seconds: 6 }]);
    expect(() => readiness.check()).toThrow('1 of 2 comets do not take what is sent to them: b for 6 s');
    expect(probes.counts).toEqual({ taken: 8, missed: 6 });
    deaf.clear();
    await pass(1);
    expect(() => readiness.check()).not.toThrow();
    expect(said).toEqual(['b is silent: no answer', 'b is heard']);
  });

  it('names one that has never taken one, from its first on', async () => {
    await pass(100);
    deaf.add('c');
    directory.comets.push('c');
    await pass(5);
    expect(probes.silent()).toEqual([]);
    await pass(2);
    expect(probes.silent()).toEqual([{ comet: 'c', seconds: 6 }]);
  });

  it('forgets one that has left', async () => {
    deaf.add('b');
    await pass(10);
    directory.comets.splice(1);
    await pass(1);
    expect([probes.silent(), probes.size]).toEqual([[], 1]);
  });

  it.each<[what: string, lose: () => void]>([
    ['has no partition', () => (lease = undefined)],
    ['has lost its lease', () => (lease = { epoch: null, isValid: () => false })],
    ['has lost the bus, of which another check tells', () => (bus.isConnected = false)],
  ])('says nothing of comets while this job %s', async (_, lose) => {
    deaf.add('a').add('b');
    await pass(10);
    asked.length = 0;
    lose();
    await pass(10);
    expect([asked, probes.silent()]).toEqual([[], []]);
  });

  it('does not send another to one that still has one to answer', async () => {
    let answer = (): void => undefined;
    let sent = 0;
    const hanging = {
      serves: () => true,
      probe: () => {
        sent++;
        return new Promise<void>((resolve) => (answer = resolve));
      },
    };
    directory.comets.splice(1);
    const one = new CometProbes(bus.asBus, directory.asDirectory, [hanging], EVENTS, () => now);
    one.sendBy(() => lease);
    const first = one.probe();
    now += 6 * SECOND_MS;
    await one.probe();
    expect([sent, one.silent()]).toEqual([1, [{ comet: 'a', seconds: 6 }]]);
    answer();
    await first;
    // It was sent six seconds ago: what comes late is not better than nothing.
    expect(one.silent()).toEqual([{ comet: 'a', seconds: 6 }]);
  });

  it('names ten of many', async () => {
    directory.comets.splice(0, 2, ...Array.from({ length: 12 }, (_, n) => `c${n}`));
    for (const comet of directory.comets) deaf.add(comet);
    await pass(7);
    expect(() => readiness.check()).toThrow(/^12 of 12 .* c9 for 6 s, and 2 more$/);
  });
});
