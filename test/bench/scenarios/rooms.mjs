// Many small rooms: what a push costs beside its few deliveries.
import { measureCell } from './deliveries.mjs';

const ROOMS = 1_000;
const GOAL = 1.5;

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function rooms(context, report) {
  const { transports = ['tcp'], members: [members = 10] = [], rates = [2_000], peers = ['base'] } = context.options;
  for (const transport of transports) {
    await measureCell(context, report, {
      transport,
      streams: ROOMS,
      members,
      by: 'room',
      peers,
      singleRates: rates,
      joinedRates: [],
      connections: 4,
      seconds: 5,
      title: `${transport}, ${ROOMS.toLocaleString('en-US')} rooms of ${members}`,
      key: `${transport} ${ROOMS}x${members}`,
      singleGoal: GOAL,
    });
  }
}
