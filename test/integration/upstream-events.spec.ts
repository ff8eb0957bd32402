import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { AckPolicy, DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { AckedPublisher, ensureUpstreamStream, type Bus } from '#bus';
import { ReceiveRequest, subjects, UPSTREAM_STREAM } from '#contracts';
import { Metrics } from '#observability';
import { Broker, eventually } from '#test-support';
import { AT_A_TIME, UpstreamEventsStrategy } from '../../apps/logic/src/upstream/events/upstream-events.strategy.js';
import { readersOf } from '../../apps/logic/src/upstream/jetstream/event-readers.js';
import type { UpstreamMessage } from '../../apps/logic/src/upstream/upstream-message.js';
import { fakeReceiveRequest } from '../../apps/logic/test/fake-upstream.js';

const WITHIN_MS = 20_000;
const OPERATION = 1000;
const CONSUMER = `logic-${OPERATION}`;
/** Members. */
const FAILING = 1;
const OTHER = 2;

let broker: Broker;
let bus: Bus;
let publisher: AckedPublisher;
let strategy: UpstreamEventsStrategy;

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  publisher = new AckedPublisher(bus, 5_000, { current: { maxPending: 1_000 } });
  await ensureUpstreamStream(bus, { maxAge: 3_600_000, maxBytes: 8 * 1024 * 1024, replicas: 1 });
  strategy = new UpstreamEventsStrategy(readersOf(bus), false, new Metrics({ processMetrics: false }));
});

afterEach(async () => {
  await strategy.close();
  publisher.close();
  await broker.stop();
});

/** Has messages of clients handled, as logic does. */
async function handleBy(handler: (message: UpstreamMessage) => Promise<void>): Promise<void> {
  strategy.addHandler(subjects.upstream(OPERATION), handler, true);
  await new Promise<void>((resolve, reject) => {
    strategy.listen((error) => (error ? reject(error) : resolve()));
  });
}

/** Sends messages of a member, at once. */
async function say(mid: number, times = 1): Promise<void> {
  const message = ReceiveRequest.encode(fakeReceiveRequest(OPERATION, 'hello', { mid })).finish();
  const all = Array.from({ length: times }, () => publisher.publish(subjects.upstream(OPERATION), message));
  await Promise.all(all);
}

async function consumerInfo() {
  const manager = await jetstream(bus.connection).jetstreamManager();
  return manager.consumers.info(UPSTREAM_STREAM, CONSUMER);
}

// Each waits for its next try, for two minutes in all, and the server counts it as one that is being handled.
it('handles the messages of others while more than are handled at a time wait for their next try', async () => {
  const handled: number[] = [];
  let failed = 0;
  await handleBy(async ({ mid }) => {
    if (Number(mid) === FAILING) {
      failed++;
      throw new Error('thrown on purpose');
    }
    handled.push(Number(mid));
  });
  await say(FAILING, 3 * AT_A_TIME);
  await eventually('as many as are handled at a time have failed', WITHIN_MS, () =>
    expect(failed).toBeGreaterThanOrEqual(AT_A_TIME),
  );
  await say(OTHER);
  await eventually("the other client's message is handled", WITHIN_MS, () => expect(handled).toEqual([OTHER]));
});

it('handles so many at a time, lets those that follow stay with the server, and goes on with them', async () => {
  let running = 0;
  let most = 0;
  let handled = 0;
  let finish = (): void => undefined;
  const mayFinish = new Promise<void>((resolve) => (finish = resolve));
  await handleBy(async () => {
    most = Math.max(most, ++running);
    await mayFinish;
    running--;
    handled++;
  });
  await say(OTHER, 500);
  await eventually('as many as may be are handled', WITHIN_MS, () => expect(running).toBe(AT_A_TIME));
  // Longer than the requests at the server are taken to be unheard.
  await delay(3_000);
  expect((await consumerInfo()).num_ack_pending).toBeLessThanOrEqual(2 * AT_A_TIME);
  finish();
  await eventually('all are handled', WITHIN_MS, () => expect(handled).toBe(500));
  expect(most).toBe(AT_A_TIME);
});

it('gives a consumer that is there already the bound of today', async () => {
  const manager = await jetstream(bus.connection).jetstreamManager();
  await manager.consumers.add(UPSTREAM_STREAM, {
    durable_name: CONSUMER,
    filter_subject: subjects.upstream(OPERATION),
    deliver_policy: DeliverPolicy.New,
    ack_policy: AckPolicy.Explicit,
    max_ack_pending: AT_A_TIME,
  });
  await handleBy(async () => undefined);
  expect((await consumerInfo()).config.max_ack_pending).toBeGreaterThan(100 * AT_A_TIME);
});
