// Pushes to single sessions, by their keys.
import { measureCell } from './deliveries.mjs';

const GOAL = 2;

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function unicast(context, report) {
  const { transports = ['tcp'], members: [clients = 2_000] = [], rates = [2_000], peers = ['base'] } = context.options;
  for (const transport of transports) {
    await measureCell(context, report, {
      transport,
      streams: clients,
      members: 1,
      by: 'keys',
      peers,
      singleRates: rates,
      joinedRates: [],
      connections: 4,
      seconds: 5,
      title: `${transport}, ${clients.toLocaleString('en-US')} clients, a key a push`,
      key: `${transport} key`,
      singleGoal: GOAL,
    });
  }
}
