// One room: what comet spends on each delivered message, against the cheapest way that Node has.
import { measureCell } from './deliveries.mjs';

/** Above it comet joins pushes: its flush interval is 5 ms. */
const MOST_SINGLE_PUSHES = 190;
/** What a core still writes one by one, in deliveries a second. */
const MOST_SINGLE_WRITES = 170_000;
const SINGLE_WRITES = 150_000;
const JOINED_RATES = [300, 2_000];
const FULL_RATES = [1, 10, 100, 150, 300, 1_000, 2_000];
const FULL_MEMBERS = [1_000, 10_000];
const MOST_DELIVERIES = 2_000_000;
const SINGLE_GOAL = 1.15;
const JOINED_GOAL = 0.15;
const SECOND_GOAL = 1.1;

/** @type {import('../run-scenario.mjs').Scenario} */
export default async function fanout(context, report) {
  const { full, transports = ['tcp', 'websocket'], members = full ? FULL_MEMBERS : [1_000], peers } = context.options;
  for (const transport of transports) {
    for (const count of members) {
      const rates = context.options.rates ?? (full ? FULL_RATES : [Math.round(SINGLE_WRITES / count), ...JOINED_RATES]);
      const bearable = rates.filter((rate) => rate * count <= MOST_DELIVERIES);
      const isSingle = (/** @type {number} */ rate) => rate <= MOST_SINGLE_PUSHES && rate * count <= MOST_SINGLE_WRITES;
      await measureCell(context, report, {
        transport,
        streams: 1,
        members: count,
        by: 'room',
        peers: peers ?? (full || transport === 'tcp' ? ['base'] : ['base', 'ws']),
        singleRates: bearable.filter(isSingle),
        joinedRates: bearable.filter((rate) => !isSingle(rate)),
        title: `${transport}, one room of ${count.toLocaleString('en-US')}`,
        key: `${transport} 1x${count}`,
        singleGoal: SINGLE_GOAL,
        joinedGoal: JOINED_GOAL,
        secondGoal: SECOND_GOAL,
      });
    }
  }
}
