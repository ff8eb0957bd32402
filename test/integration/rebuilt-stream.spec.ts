import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream, RetentionPolicy, StorageType, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { DurableAssets, ensurePushStream, type Bus } from '#bus';
import { PUSH_STREAM, subjects } from '#contracts';
import { Broker, eventually } from '#test-support';
import { CONSUMERS, consumersNow, findingsOf, OPTIONS, storeBy } from './push-stream-deeds.js';

/** A look a second notices. */
const NOTICED_WITHIN_MS = 30_000;
/** A process that has the ticket of an empty stream goes on within this. */
const TICKET_MS = 4_000;
const LOOK_MS = 50;

let broker: Broker;
let bus: Bus;
let manager: JetStreamManager;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  manager = await jetstream((await broker.connect()).connection).jetstreamManager();
});

afterEach(() => broker.stop());

function info(stream: string): Promise<StreamInfo> {
  return manager.streams.info(stream);
}

describe('a push stream of an older version, which drops tasks without a consumer', () => {
  const old = {
    name: PUSH_STREAM,
    subjects: [0, 1, 2, 3].map(subjects.pushPartition),
    retention: RetentionPolicy.Interest,
    storage: StorageType.File,
    duplicate_window: 120e9,
  };

  it('is rebuilt at once where it is empty', async () => {
    await manager.streams.add(old);
    const buses = [bus, ...(await Promise.all([1, 2].map(() => broker.connect())))];
    await Promise.all(buses.map((one) => ensurePushStream(one, OPTIONS).catch(() => undefined)));
    await eventually('all know the new one', NOTICED_WITHIN_MS, async () => {
      for (const one of buses) await ensurePushStream(one, OPTIONS);
    });
    expect((await info(PUSH_STREAM)).config).toMatchObject({ retention: 'workqueue', subjects: old.subjects });
    expect(await consumersNow(manager)).toEqual(CONSUMERS);
  });

  it('goes on until its tasks are worked, loses none of them, and is rebuilt then', async () => {
    await manager.streams.add(old);
    for (const [partition, name] of CONSUMERS.entries()) {
      const filter = subjects.pushPartition(partition);
      await manager.consumers.add(PUSH_STREAM, { durable_name: name, filter_subject: filter, ack_policy: 'explicit' });
    }
    await storeBy(bus, 'old');
    const found = findingsOf(bus);
    await ensurePushStream(bus, OPTIONS);
    await storeBy(bus, 'newer');
    expect((await info(PUSH_STREAM)).state.messages).toBe(2);
    expect(found.join()).toMatch(/retention is interest instead of workqueue until it is empty/);
    await manager.streams.purge(PUSH_STREAM);
    await eventually('it is rebuilt', NOTICED_WITHIN_MS, async () =>
      expect((await info(PUSH_STREAM)).config.retention).toBe('workqueue'),
    );
    // Its consumers are made behind it.
    await eventually('it has its consumers', NOTICED_WITHIN_MS, async () =>
      expect(await consumersNow(manager)).toEqual(CONSUMERS),
    );
  });

  /** As a process leaves it that was killed with the ticket in its hand. */
  async function parkWithTicket(): Promise<void> {
    const parked = `${PUSH_STREAM}.parked`;
    await manager.streams.update(PUSH_STREAM, { subjects: [parked] });
    expect((await bus.connection.request(parked)).json()).toHaveProperty('seq');
  }

  // Its ticket was counted as somebody's message: the stream took pushes in again, with a message that nobody ever works.
  it.each([RetentionPolicy.Interest, RetentionPolicy.Limits])(
    'is rebuilt where the process ended that had begun to, and retention was %s',
    async (retention) => {
      await manager.streams.add({ ...old, retention });
      await parkWithTicket();
      const buses = [bus, await broker.connect()];
      await Promise.all(buses.map((one) => ensurePushStream(one, OPTIONS)));
      const { config, state } = await info(PUSH_STREAM);
      expect(config).toMatchObject({ retention: 'workqueue', subjects: old.subjects });
      expect(state.messages).toBe(0);
      expect(buses.flatMap((one) => DurableAssets.of(one).problems())).toEqual([]);
      await storeBy(bus, 'a');
      expect((await info(PUSH_STREAM)).state.messages).toBe(1);
    },
  );

  it('is rebuilt where a process of an older version had left its ticket in it, and let it be', async () => {
    await manager.streams.add({ ...old, retention: RetentionPolicy.Limits });
    await parkWithTicket();
    await manager.streams.update(PUSH_STREAM, { subjects: old.subjects });
    await ensurePushStream(bus, OPTIONS);
    expect((await info(PUSH_STREAM)).config).toMatchObject({ retention: 'workqueue', subjects: old.subjects });
  });

  it('is left alone while another process has the ticket, and found as that one made it', async () => {
    await manager.streams.add({ ...old, retention: RetentionPolicy.Limits });
    await parkWithTicket();
    let isDone = false;
    const opened = ensurePushStream(bus, OPTIONS).then(() => (isDone = true));
    const subjectsSeen = new Set<string>();
    const until = performance.now() + TICKET_MS;
    while (performance.now() < until) {
      subjectsSeen.add((await info(PUSH_STREAM)).config.subjects.join());
      await delay(LOOK_MS);
    }
    expect([isDone, [...subjectsSeen]]).toEqual([false, [`${PUSH_STREAM}.parked`]]);
    await manager.streams.delete(PUSH_STREAM);
    await manager.streams.add({ ...old, retention: RetentionPolicy.Workqueue });
    await storeBy(bus, 'a');
    await opened;
    // Nobody deletes it any more.
    await delay(TICKET_MS);
    expect((await info(PUSH_STREAM)).state.messages).toBe(1);
  });

  it('has its own subjects again where something was stored before it was parked', async () => {
    await manager.streams.add({ ...old, retention: RetentionPolicy.Limits });
    await storeBy(bus, 'old');
    await parkWithTicket();
    const found = findingsOf(bus);
    await ensurePushStream(bus, OPTIONS);
    expect((await info(PUSH_STREAM)).config).toMatchObject({ retention: 'limits', subjects: old.subjects });
    expect(found.join()).toMatch(/retention is limits instead of workqueue until it is empty/);
    await storeBy(bus, 'newer');
    expect((await info(PUSH_STREAM)).state.messages).toBe(3);
  });

  it('is not parked by a user that may not go on then', async () => {
    const strict = await Broker.start({ permissions: true });
    try {
      const { streams } = await jetstream((await strict.connect()).connection).jetstreamManager();
      await streams.add(old);
      const logic = await strict.connect({ servers: [strict.urlOf('logic')], inboxPrefix: '_INBOX.logic' });
      await expect(ensurePushStream(logic, OPTIONS)).rejects.toThrow(/GOIM_PUSH\.parked/);
      expect((await streams.info(PUSH_STREAM)).config.subjects).toEqual(old.subjects);
    } finally {
      await strict.stop();
    }
  });
});
