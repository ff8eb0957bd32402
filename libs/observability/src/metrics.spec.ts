import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

const quiet = () => new Metrics({ processMetrics: false });

describe('Metrics', () => {
  it('exposes counters by their labels', async () => {
    const metrics = quiet();
    metrics.counter('goim_pushes_total', 'Pushes.', ['kind']).inc({ kind: 'room' }, 2);
    metrics.counter('goim_pushes_total', 'Pushes.', ['kind']).inc({ kind: 'all' });
    const lines = (await metrics.expose()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining(['goim_pushes_total{kind="room"} 2', 'goim_pushes_total{kind="all"} 1']),
    );
  });

  it('shows what is to be seen growing before it grows, and counts on', async () => {
    const metrics = quiet();
    const counter = () => metrics.counter('goim_reloads_total', 'Reloads.', ['outcome'], [{ outcome: 'refused' }]);
    const reloads = counter();
    expect(await metrics.expose()).toContain('goim_reloads_total{outcome="refused"} 0');
    reloads.inc({ outcome: 'refused' });
    counter();
    expect(await metrics.expose()).toContain('goim_reloads_total{outcome="refused"} 1');
  });

  it('names no gauge like a counter, among those of the process neither', async () => {
    const gauges = [...(await new Metrics().expose()).matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name]) => name!);
    expect(gauges).toContain('nodejs_active_resources');
    expect(gauges.filter((name) => name.endsWith('_total'))).toEqual([]);
  });

  it('tells how much of what it may grow to the heap has', async () => {
    const metrics = new Metrics();
    const value = async (name: string) => (await metrics.read(name))[0]!.value;
    const ratio = await value('goim_heap_used_ratio');
    expect(ratio).toBeGreaterThan(0);
    expect(ratio).toBeLessThan(1);
  });

  it('gives the same metric for the same name', async () => {
    const metrics = quiet();
    metrics.counter('a_total', 'A.').inc();
    metrics.counter('a_total', 'A.').inc();
    expect(await metrics.expose()).toContain('a_total 2');
  });

  it('refuses a name that another type has', () => {
    const metrics = quiet();
    metrics.observedGauge('a', 'A.', () => 1);
    expect(() => metrics.counter('a', 'A.')).toThrow('the metric a exists already, as another type');
    metrics.counter('b_total', 'B.');
    expect(() => metrics.observedGauge('b_total', 'B.', () => 1)).toThrow(/already/);
  });

  it('reads observed metrics at each exposition', async () => {
    const metrics = quiet();
    let value = 1;
    const rooms: Record<string, number> = { live: 3 };
    metrics.observedCounter('a_total', 'A.', () => value);
    metrics.observedCounter('b_total', 'B.', () => ({ drop: value, close: 0 }), 'reason');
    metrics.observedGauge('c', 'C.', () => -value);
    metrics.observedGauge('d', 'D.', () => rooms, 'room');
    await metrics.expose();
    value = 5;
    delete rooms['live'];
    const lines = (await metrics.expose()).split('\n').filter((line) => line && !line.startsWith('#'));
    expect(lines).toEqual(['a_total 5', 'b_total{reason="drop"} 5', 'b_total{reason="close"} 0', 'c -5']);
  });

  it('keeps two apps in one process apart', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.counter('a_total', 'A.').inc();
    expect(await one.expose()).toContain('a_total 1');
    expect(await other.expose()).not.toContain('a_total');
    expect(await other.expose()).toContain('process_cpu_seconds_total');
  });
});

describe('an observed histogram', () => {
  const metrics = quiet();
  const classes = { counts: [2, 0, 1], sum: 3.5 };
  metrics.observedHistogram('a_seconds', 'A.', [0.1, 1], () => classes);

  it('is exposed with each class among those above', async () => {
    expect((await metrics.expose()).trim().split('\n')).toEqual([
      '# HELP a_seconds A.',
      '# TYPE a_seconds histogram',
      'a_seconds_bucket{le="0.1"} 2',
      'a_seconds_bucket{le="1"} 2',
      'a_seconds_bucket{le="+Inf"} 3',
      'a_seconds_sum 3.5',
      'a_seconds_count 3',
    ]);
  });

  it('is read as it is now, as every metric is', async () => {
    classes.counts[0] = 5;
    expect((await metrics.read('a_seconds')).map(({ labels, value }) => [labels['le'], value])).toEqual([
      [0.1, 5],
      [1, 5],
      ['+Inf', 6],
      [undefined, 3.5],
      [undefined, 6],
    ]);
    expect(await metrics.read('none')).toEqual([]);
  });
});
