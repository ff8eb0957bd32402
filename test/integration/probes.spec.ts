import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreClock, type Bus, type NodeDirectory } from '#bus';
import type { CometId, LeaseEpoch } from '#contracts';
import { Broker } from '#test-support';
import type { Hub } from '../../apps/comet/src/hub/hub.js';
import { BusPushes } from '../../apps/comet/src/inbound/bus/bus-pushes.js';
import { LeaseFence } from '../../apps/comet/src/inbound/bus/lease-fence.js';
import { Probes } from '../../apps/comet/src/inbound/bus/probes.js';
import { ReceiptReports } from '../../apps/comet/src/inbound/bus/receipt-reports.js';
import { RoomSubscriptions } from '../../apps/comet/src/inbound/bus/room-subscriptions.js';
import type { PushTarget } from '../../apps/comet/src/inbound/push-target.js';
import { BusCometLink } from '../../apps/job/src/comets/bus/bus-comet-link.js';
import type { CometRollCall } from '../../apps/job/src/comets/bus/comet-roll-call.js';
import { CometProbes } from '../../apps/job/src/comets/probes/comet-probes.js';
import { JobConfig } from '../../apps/job/src/config/job.config.js';

const COMET = 'c1' as CometId;
const EVENTS = { onSilent: (): void => undefined, onHeard: (): void => undefined };
const LEASE = { partition: 3, store: 7, revision: 9 };

let broker: Broker;
let comet: Bus;
/** At the comet. */
let taken: Probes;
let pushedKeys: string[][];
let leases: LeaseFence;
/** Of the job. */
let lease: LeaseEpoch;
let probes: CometProbes;
let now: number;

beforeEach(async () => {
  broker = await Broker.start();
  comet = await broker.connect();
  taken = new Probes();
  leases = new LeaseFence(() => undefined);
  pushedKeys = [];
  const target = { pushKeys: (keys: string[]) => pushedKeys.push(keys) } as unknown as PushTarget;
  const rooms = new RoomSubscriptions(comet);
  const receipts = new ReceiptReports(comet, COMET, StoreClock.of(comet));
  new BusPushes(comet, target, rooms, {} as Hub, leases, taken, receipts, COMET).onModuleInit();
  await comet.flush();
  const bus = await broker.connect();
  const directory = { all: () => [{ id: COMET }] } as unknown as NodeDirectory;
  const link = new BusCometLink(bus, {} as CometRollCall, { current: JobConfig.parse({}) });
  now = 0;
  lease = LEASE;
  probes = new CometProbes(bus, directory, [link], EVENTS, () => now);
  probes.sendBy(() => ({ epoch: lease, isValid: () => true }));
});
afterEach(() => broker.stop());

describe('a probe', () => {
  it('goes the way of pushes by key, to nobody, and both sides know that it came', async () => {
    await probes.probe();
    expect([probes.counts, taken.taken, pushedKeys]).toEqual([{ taken: 1, missed: 0 }, 1, [[]]]);
    now = 60_000;
    await probes.probe();
    expect([probes.silent(), taken.taken]).toEqual([[], 2]);
  });

  it('is not taken by a lease that another job has by now', async () => {
    leases.admits({ ...LEASE, revision: 10 });
    await probes.probe();
    now = 60_000;
    expect(probes.silent()).toEqual([{ comet: COMET, seconds: 60 }]);
    expect([probes.counts, taken.taken, pushedKeys]).toEqual([{ taken: 0, missed: 1 }, 0, []]);
    lease = { ...LEASE, revision: 11 };
    await probes.probe();
    expect([probes.silent(), taken.taken]).toEqual([[], 1]);
  });

  it('names a comet of which the entry alone is left', async () => {
    await probes.probe();
    await comet.drain();
    now = 6_000;
    await probes.probe();
    expect([probes.counts.missed, probes.silent()]).toEqual([1, [{ comet: COMET, seconds: 6 }]]);
  });
});
