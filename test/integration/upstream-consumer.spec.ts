import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { AckedPublisher, ensureUpstreamStream, UpstreamConsumer, type Bus } from '#bus';
import { subjects, UPSTREAM_STREAM } from '#contracts';
import { Broker, eventually } from '#test-support';

const WITHIN_MS = 20_000;
const OPTIONS = {
  name: 'readers',
  subject: subjects.upstream(1000),
  ackWaitMs: 30_000,
  maxInHand: 10,
  maxUnsettled: 10,
};

let broker: Broker;
let bus: Bus;
let publisher: AckedPublisher;
let consumers: UpstreamConsumer[];
/** What each of the consumers got. */
let got: string[][];
let retries: number;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  publisher = new AckedPublisher(bus, 5_000, { current: { maxPending: 100 } });
  consumers = [];
  got = [];
  retries = 0;
});

afterEach(async () => {
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  publisher.close();
  await broker.stop();
});

/** A process of its own, as far as JetStream knows. */
async function reader(onMessage: () => unknown = () => undefined): Promise<UpstreamConsumer> {
  const connection = await broker.connect();
  await ensureUpstreamStream(connection, { maxAge: 3_600_000, maxBytes: 8 * 1024 * 1024, replicas: 1 });
  const texts: string[] = [];
  got.push(texts);
  const consumer = new UpstreamConsumer(
    connection,
    OPTIONS,
    async (message) => {
      texts.push(Buffer.from(message.data).toString());
      message.ack();
      onMessage();
    },
    () => retries++,
  );
  await consumer.start();
  consumers.push(consumer);
  return consumer;
}

async function say(...texts: string[]): Promise<void> {
  for (const text of texts) await publisher.publish(subjects.upstream(1000), Buffer.from(text));
}

async function comes(...texts: string[]): Promise<void> {
  await eventually(`${texts.join()} comes`, WITHIN_MS, () => expect(got.flat().toSorted()).toEqual(texts.toSorted()));
}

describe('a consumer of what clients send', () => {
  it('brings each message to one of the processes that share it, and none of another operation', async () => {
    await reader();
    await reader();
    const texts = Array.from({ length: 50 }, (_, n) => String(n));
    await publisher.publish(subjects.upstream(4), Buffer.from('of another'));
    await say(...texts);
    await comes(...texts);
    for (const some of got) expect(some.length).toBeGreaterThan(0);
  });

  it('keeps its place while nobody reads, and takes nothing once it is stopped', async () => {
    const first = await reader();
    await say('before');
    await comes('before');
    await first.stop();
    await say('meanwhile');
    await reader();
    await comes('before', 'meanwhile');
    expect(got).toEqual([['before'], ['meanwhile']]);
    expect(retries).toBe(0);
  });

  it('leaves to the others what was on its way when it was stopped', async () => {
    const texts = Array.from({ length: 10 }, (_, n) => String(n));
    let stopped: Promise<void> | undefined;
    const first = await reader(() => (stopped ??= first.stop()));
    await reader();
    // All at once, so that each reader is given some before it can say anything.
    await Promise.all(texts.map((text) => publisher.publish(subjects.upstream(1000), Buffer.from(text))));
    await comes(...texts);
    await stopped;
    expect(got[0]!.length).toBeLessThanOrEqual(1);
  });

  it.each(['the consumer', 'the stream'])('reads again when %s was deleted', async (what) => {
    await reader();
    await say('before');
    await comes('before');
    const manager = await jetstream(bus.connection).jetstreamManager();
    if (what === 'the stream') await manager.streams.delete(UPSTREAM_STREAM);
    else await manager.consumers.delete(UPSTREAM_STREAM, OPTIONS.name);
    await eventually('there is a consumer again', WITHIN_MS, () =>
      manager.consumers.info(UPSTREAM_STREAM, OPTIONS.name),
    );
    await say('after');
    await comes('before', 'after');
    expect(retries).toBeGreaterThan(0);
  });
});
