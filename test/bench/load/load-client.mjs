// A process that holds clients, and checks what they hear.
import { answerCalls } from '../system/child.mjs';
import { Crowd } from './crowd.mjs';

/** @type {Crowd | undefined} */
let crowd;

function current() {
  if (!crowd) throw new Error('nobody is connected');
  return crowd;
}

answerCalls({
  async connect(/** @type {import('./crowd.mjs').CrowdOptions} */ options) {
    crowd = new Crowd(options);
    await crowd.connect();
    return { connectTimes: crowd.connectTimes.toJSON(), retried: crowd.retried };
  },
  expectEnd: () => current().expectEnd(),
  comeBack: (/** @type {Parameters<Crowd['comeBack']>[0]} */ options) => current().comeBack(options),
  settle: (/** @type {Parameters<Crowd['settle']>[0]} */ expected) => current().settle(expected),
  take: () => current().tally.take(),
  stall: (/** @type {{ count: number }} */ { count }) => current().stall(count),
  stalledAndClosed: () => current().stalledAndClosed,
  startHeartbeats: (/** @type {{ everyMs: number }} */ { everyMs }) => current().startHeartbeats(everyMs),
  stopHeartbeats() {
    current().stopHeartbeats();
    return current().heartbeatsSent;
  },
  end: () => crowd?.end(),
});
