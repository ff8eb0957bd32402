import { expect, it } from '@jest/globals';
import { Metrics } from '#observability';
import { LogicCalls } from '../../logic/logic-calls.js';
import { SessionCounts } from './session-counts.js';
import { SessionMetrics } from './session-metrics.js';

/** Of what is not shown here. */
const others = { counts: {}, continuityCounts: {}, toKeys: {} } as never;

it('shows what alarms look for before it happens, and counts from there', async () => {
  const metrics = new Metrics({ processMetrics: false });
  const counts = new SessionCounts();
  new SessionMetrics(metrics, others, counts, others, others, new LogicCalls());
  const shown = async (name: string): Promise<string[]> => {
    const values = await metrics.read(name);
    return values.map(({ labels, value }) => `${Object.values(labels).join()} ${value}`);
  };
  expect(await shown('goim_logic_failures_total')).toEqual(
    expect.arrayContaining(['connect 0', 'disconnect 0', 'heartbeat 0', 'receive 0', 'catchUp 0']),
  );
  const reasons = ['slow', 'unavailable', 'internal', 'rate-limited', 'too-many-connections'];
  expect(await shown('goim_connections_closed_total')).toEqual(
    expect.arrayContaining(reasons.map((one) => `${one} 0`)),
  );
  counts.closed.add('slow');
  expect(await shown('goim_connections_closed_total')).toContain('slow 1');
});
