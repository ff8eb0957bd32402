import { expect, it } from '@jest/globals';
import { PUSH_LATENCY_BOUNDS } from '#contracts';
import { Metrics } from '#observability';
import { counted } from './counted.js';

const NOTHING = {
  connections: 0,
  sessionsBegun: 0,
  pushes: 0,
  tasks: 0,
  deliveries: 0,
  dropped: [],
  refused: [],
  latency: [],
};

it('what an app does not count is 0', async () => {
  expect(await counted(new Metrics({ processMetrics: false }))).toEqual(NOTHING);
});

it('sums are over all labels, and reasons by what is behind them', async () => {
  const metrics = new Metrics({ processMetrics: false });
  metrics.observedGauge('goim_sessions', 'A.', () => 3);
  metrics.observedCounter('goim_dispatched_tasks_total', 'A.', () => ({ keys: 1, room: 2 }), 'type');
  metrics.observedCounter('goim_pushes_dropped_total', 'A.', () => 4);
  metrics.observedCounter('goim_unhealed_total', 'A.', () => ({ gap: 0, reset: 0 }), 'why');
  const outcomes = { acknowledged: 9, retried: 8, 'dead-letter': 7 };
  metrics.observedCounter('goim_settled_tasks_total', 'A.', () => outcomes, 'outcome');
  const refused = metrics.counter('goim_refused_total', 'A.', ['port', 'reason']);
  refused.inc({ port: 'http', reason: 'host' }, 2);
  refused.inc({ port: 'ops', reason: 'host' });
  const counts = PUSH_LATENCY_BOUNDS.map((_, n) => n).concat(100);
  const bounds = PUSH_LATENCY_BOUNDS.map((ms) => ms / 1_000);
  metrics.observedHistogram('goim_push_latency_seconds', 'A.', bounds, () => ({ counts, sum: 1 }));
  expect(await counted(metrics)).toEqual({
    ...NOTHING,
    connections: 3,
    tasks: 3,
    dropped: [
      { reason: 'slow', count: 4 },
      { reason: 'dead-letter', count: 7 },
    ],
    refused: [
      { reason: 'http: host', count: 2 },
      { reason: 'ops: host', count: 1 },
    ],
    latency: counts,
  });
});
