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
