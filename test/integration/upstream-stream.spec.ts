import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream, type StreamInfo } from '@nats-io/jetstream';
import { AckedPublisher, ensureUpstreamStream, type Bus, type UpstreamStreamOptions } from '#bus';
import { ReceiveRequest, subjects, UPSTREAM_STREAM } from '#contracts';
import { Broker } from '#test-support';
import { JetStreamUpstreamLog } from '../../apps/logic/src/upstream/jetstream/jetstream-upstream-log.js';

const MEBIBYTE = 1024 * 1024;
const HOUR_MS = 3_600_000;
const NANOS_PER_MS = 1_000_000;
const OPTIONS: UpstreamStreamOptions = { maxAge: HOUR_MS, maxBytes: 8 * MEBIBYTE, replicas: 1 };

let broker: Broker;
let bus: Bus;
let publisher: AckedPublisher;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  publisher = new AckedPublisher(bus, 30_000, { current: { maxPending: 100 } });
});

afterEach(() => {
  publisher.close();
  return broker.stop();
});

async function info(): Promise<StreamInfo> {
  const manager = await jetstream(bus.connection).jetstreamManager();
  return manager.streams.info(UPSTREAM_STREAM);
}

describe('ensureUpstreamStream', () => {
  it('creates a stream of all operations, on disk', async () => {
    await ensureUpstreamStream(bus, OPTIONS);
    expect((await info()).config).toMatchObject({
      subjects: [subjects.allUpstream],
      storage: 'file',
      retention: 'limits',
      discard: 'old',
      max_age: HOUR_MS * NANOS_PER_MS,
      max_bytes: OPTIONS.maxBytes,
      num_replicas: 1,
    });
  });

  it('leaves what is there, also over a crash of the server', async () => {
    await ensureUpstreamStream(bus, OPTIONS);
    await publisher.publish(subjects.upstream(1000), Buffer.from('kept'));
    await broker.kill();
    await broker.restart();
    bus = await broker.connect();
    await ensureUpstreamStream(bus, OPTIONS);
    expect((await info()).state.messages).toBe(1);
  });

  it('changes the limits of a stream that exists, and keeps its messages', async () => {
    await ensureUpstreamStream(bus, OPTIONS);
    await publisher.publish(subjects.upstream(1000), Buffer.from('kept'));
    await ensureUpstreamStream(bus, { ...OPTIONS, maxAge: 60_000, maxBytes: 2 * MEBIBYTE });
    const { config, state } = await info();
    expect([config.max_age, config.max_bytes, state.messages]).toEqual([60_000 * NANOS_PER_MS, 2 * MEBIBYTE, 1]);
  });

  it('is called by several processes at once', async () => {
    const buses = await Promise.all(Array.from({ length: 6 }, () => broker.connect()));
    await Promise.all(buses.map((one) => ensureUpstreamStream(one, OPTIONS)));
    expect((await info()).state.messages).toBe(0);
  });

  it('goes on taking messages when it is full: the oldest go', async () => {
    await ensureUpstreamStream(bus, { ...OPTIONS, maxBytes: MEBIBYTE });
    const message = Buffer.alloc(100_000);
    for (let n = 0; n < 20; n++) await publisher.publish(subjects.upstream(1000), message);
    const { messages, last_seq: last } = (await info()).state;
    expect([messages, last]).toEqual([10, 20]);
  });

  it('stores a message with the same id once', async () => {
    await ensureUpstreamStream(bus, OPTIONS);
    for (const op of [4, 4, 1000]) {
      await publisher.publish(subjects.upstream(op), Buffer.from('x'), { 'Nats-Msg-Id': 'same' });
    }
    expect((await info()).state.messages).toBe(1);
  });

  it('rejects where the server is away', async () => {
    await broker.kill();
    await expect(ensureUpstreamStream(bus, OPTIONS)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('the log of what clients send', () => {
  it('answers what is under way when logic ends', async () => {
    const log = await JetStreamUpstreamLog.open(bus, OPTIONS, { current: { ackTimeout: 30_000, maxPending: 10 } });
    await broker.freeze();
    const stored = log.append(ReceiveRequest.decode(new Uint8Array(0)));
    const ended = log.onApplicationShutdown();
    broker.thaw();
    await expect(Promise.all([stored, ended])).resolves.toBeDefined();
  });
});
