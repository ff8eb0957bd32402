// Many pushes with few recipients each: what comet alone does for a push, beside the writes. Neither logic nor job has part in it.
import { measureCell } from './deliveries.mjs';

const CELLS = /** @type {const} */ ([
  { by: 'room', streams: 1_000, members: 10, goal: 1.5, name: 'rooms of 10' },
  { by: 'keys', streams: 2_000, members: 1, goal: 2, name: 'a key a push' },
]);

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function small(context, report) {
  const { transports = ['tcp'], rates = [2_000], peers = ['base'] } = context.options;
  for (const transport of transports) {
    for (const { goal, name, ...audience } of CELLS) {
      await measureCell(context, report, {
        transport,
        ...audience,
        way: 'bus',
        peers,
        singleRates: rates,
        joinedRates: [],
        seconds: 3,
        title: `${transport}, ${name}, from the bus`,
        key: `${transport} ${name}`,
        singleGoal: goal,
      });
    }
  }
}
