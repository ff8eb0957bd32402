import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { AddedUpMetrics, shareMetrics, type MeasuredWorker } from './worker-metrics.js';

const TIMEOUT_MS = 50;
const LONG_MS = 60_000;
const BOUNDS = [0.1, 1];

/** A worker and its IPC channel, with one metric of each kind. */
class FakeWorker implements MeasuredWorker {
  readonly metrics = new Metrics({ processMetrics: false });
  readonly classes = { counts: [0, 0, 0], sum: 0 };
  writes = 0;
  sessions = 0;
  waiting = 0;
  expiry = 100;
  asked = 0;
  /** While it is, it reads no message. */
  hangs = false;
  private readonly unread: unknown[] = [];
  private listener: (message: unknown) => void = () => undefined;

  constructor(private readonly primary: AddedUpMetrics) {
    this.metrics.observedCounter('writes_total', 'W.', () => ({ room: this.writes }), 'kind');
    this.metrics.observedHistogram('delay_seconds', 'D.', BOUNDS, () => this.classes);
    this.metrics.observedGauge('sessions', 'S.', () => this.sessions);
    this.metrics.observedHighest('waiting_keys', 'K.', () => this.waiting);
    this.metrics.observedLowest('expiry_seconds', 'E.', () => this.expiry);
    shareMetrics(this.metrics, {
      on: (_, listener) => (this.listener = listener),
      send: (message) => setImmediate(() => primary.heard(this, structuredClone(message))),
    });
  }

  send(message: unknown): void {
    this.asked++;
    if (this.hangs) this.unread.push(message);
    else this.listener(message);
  }

  wake(): void {
    this.hangs = false;
    for (const message of this.unread.splice(0)) this.listener(message);
  }

  end(): void {
    serving.delete(this);
    this.primary.ended(this);
  }
}

const serving = new Set<FakeWorker>();
let primary: AddedUpMetrics;
let first: FakeWorker;
let second: FakeWorker;

beforeEach(() => {
  serving.clear();
  primary = new AddedUpMetrics(() => serving, TIMEOUT_MS);
  [first, second] = [start(), start()];
  Object.assign(first, { writes: 10, sessions: 1, waiting: 2, expiry: 70 });
  Object.assign(second, { writes: 20, sessions: 2, waiting: 2, expiry: 60 });
});

function start(): FakeWorker {
  const worker = new FakeWorker(primary);
  serving.add(worker);
  return worker;
}

/** A primary that waits for longer than a test may take, and its only worker. */
function startPatient(): { patient: AddedUpMetrics; worker: FakeWorker } {
  const patient = new AddedUpMetrics(() => serving, LONG_MS);
  serving.clear();
  const worker = new FakeWorker(patient);
  serving.add(worker);
  return { patient, worker };
}

/** What is exposed, by the metric with its labels. */
async function exposed(): Promise<Record<string, number>> {
  const lines = (await primary.expose()).split('\n').filter((line) => line && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

describe('the metrics of a primary', () => {
  it('are those of its workers: counters and gauges added up, of some gauges the highest or the lowest', async () => {
    first.classes.counts[0] = 3;
    second.classes.counts[2] = 4;
    expect(await exposed()).toEqual({
      'writes_total{kind="room"}': 30,
      'delay_seconds_bucket{le="0.1"}': 3,
      'delay_seconds_bucket{le="1"}': 3,
      'delay_seconds_bucket{le="+Inf"}': 7,
      delay_seconds_sum: 0,
      delay_seconds_count: 7,
      sessions: 3,
      waiting_keys: 2,
      expiry_seconds: 60,
      goim_workers_silent: 0,
    });
  });

  it('have a family once that the primary has as well as the workers', async () => {
    primary.observedLowest('expiry_seconds', 'E.', () => 50);
    primary.observedCounter('writes_total', 'W.', () => ({ room: 1, all: 2 }), 'kind');
    expect(await exposed()).toMatchObject({
      expiry_seconds: 50,
      'writes_total{kind="room"}': 31,
      'writes_total{kind="all"}': 2,
    });
    const families = [...(await primary.expose()).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name);
    expect(families).toEqual([...new Set(families)]);
  });

  it('are asked for once by those who look at the same time, and anew by later ones', async () => {
    const { patient, worker } = startPatient();
    await Promise.all([patient.expose(), patient.expose()]);
    expect(worker.asked).toBe(1);
    worker.writes++;
    expect(await patient.expose()).toContain('writes_total{kind="room"} 1');
  });

  it('are the primary’s own while no worker serves', async () => {
    serving.clear();
    primary.observedGauge('goim_workers', 'Workers.', () => serving.size);
    expect(await exposed()).toEqual({ goim_workers: 0, goim_workers_silent: 0 });
  });

  it('pass over what else the workers say', async () => {
    for (const message of [undefined, null, {}, { type: 'metrics', readings: [] }]) primary.heard(first, message);
    expect(await exposed()).toMatchObject({ 'writes_total{kind="room"}': 30 });
  });
});

// prom-client's own sum of a cluster fails after 5 s where one worker is silent: one that hung took all metrics away.
describe('a worker that hangs', () => {
  it('is shown with what it said last, and counted; the others are shown as they are', async () => {
    await primary.expose();
    first.hangs = true;
    Object.assign(first, { writes: 11, sessions: 5 });
    Object.assign(second, { writes: 25, sessions: 3 });
    expect(await exposed()).toMatchObject({ 'writes_total{kind="room"}': 35, sessions: 4, goim_workers_silent: 1 });
  });

  it('is not shown where it has never said anything', async () => {
    first.hangs = true;
    expect(await exposed()).toMatchObject({ 'writes_total{kind="room"}': 20, sessions: 2, goim_workers_silent: 1 });
  });

  it('is asked once meanwhile, and shown as it is when it has woken', async () => {
    first.hangs = true;
    await primary.expose();
    expect(await exposed()).toMatchObject({ goim_workers_silent: 1 });
    expect(first.asked).toBe(1);
    first.writes = 12;
    first.wake();
    // What it owed comes outside of a question, and is told with the next.
    await new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS));
    second.hangs = true;
    expect(await exposed()).toMatchObject({ 'writes_total{kind="room"}': 32, goim_workers_silent: 1 });
    second.wake();
    expect(await exposed()).toMatchObject({ 'writes_total{kind="room"}': 32, goim_workers_silent: 0 });
  });

  it('is not waited for any more when it ends', async () => {
    const { patient, worker } = startPatient();
    worker.hangs = true;
    const exposing = patient.expose();
    worker.end();
    expect(await exposing).toContain('goim_workers_silent 0');
  });

  it('is counted too where it answers, but cannot read its metrics', async () => {
    const logged: unknown[] = [];
    Logger.overrideLogger({ log: () => undefined, warn: () => undefined, error: (text) => logged.push(text) });
    await primary.expose();
    first.metrics.observedGauge('broken', 'B.', () => {
      throw new Error('broken');
    });
    second.writes = 21;
    expect(await exposed()).toMatchObject({ 'writes_total{kind="room"}': 31, goim_workers_silent: 1 });
    expect(logged).toEqual(['the metrics of this worker cannot be read']);
  });
});

// A sum that falls is a restart for Prometheus: all of it then counts as growth, and alerts fire.
describe('a worker that ended', () => {
  it('stays in the counters and histograms, and in no gauge', async () => {
    first.classes.counts[1] = 3;
    first.classes.sum = 1.5;
    await primary.expose();
    first.end();
    const kept = {
      'writes_total{kind="room"}': 30,
      'delay_seconds_bucket{le="0.1"}': 0,
      'delay_seconds_bucket{le="1"}': 3,
      'delay_seconds_bucket{le="+Inf"}': 3,
      delay_seconds_sum: 1.5,
      delay_seconds_count: 3,
    };
    expect(await exposed()).toMatchObject({ ...kept, sessions: 2, expiry_seconds: 60 });
    const replacement = start();
    expect(await exposed()).toMatchObject({ ...kept, sessions: 2, goim_workers_silent: 0 });
    replacement.writes = 4;
    expect(await exposed()).toMatchObject({ 'writes_total{kind="room"}': 34 });
  });

  it('stays with each of the earlier ones', async () => {
    await primary.expose();
    first.end();
    second.end();
    const kept = await exposed();
    expect(kept).toMatchObject({ 'writes_total{kind="room"}': 30, delay_seconds_count: 0 });
    expect(kept).not.toHaveProperty('sessions');
    const third = start();
    third.writes = 1;
    await primary.expose();
    third.end();
    expect(await exposed()).toMatchObject({ 'writes_total{kind="room"}': 31 });
  });

  it('is in the sums once, whenever it ends, and whatever of it comes after its end', async () => {
    await primary.expose();
    const exposing = exposed();
    first.end();
    expect(await exposing).toMatchObject({ 'writes_total{kind="room"}': 30 });
    expect(await exposed()).toMatchObject({ 'writes_total{kind="room"}': 30, sessions: 2 });
  });
});
