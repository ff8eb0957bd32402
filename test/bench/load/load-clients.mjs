import { execFileSync } from 'node:child_process';
import { Histogram } from '../measure/histogram.mjs';
import { Worker } from '../system/worker.mjs';

/** @typedef {import('./crowd.mjs').CrowdOptions} CrowdOptions */
/** @typedef {import('./tally.mjs').Counts & { latency: Histogram }} Heard */

let lastAddress = 1;

/** Clients, spread over processes of their own, so that they are not what limits and their CPU is counted apart. */
export class LoadClients {
  connectTimes = new Histogram();
  connectSeconds = 0;
  /** Connections that ended while all were opened, and were opened anew. */
  retried = 0;

  /** @param {Worker[]} processes */
  constructor(processes) {
    this.processes = processes;
    this.addresses = processes.map(() => `127.0.0.${++lastAddress % 250 || ++lastAddress % 250}`);
    this.count = 0;
  }

  /**
   * @param {import('../context.mjs').Context} context
   * @param {string} name
   * @param {number} [processes]
   */
  static async start(context, name, processes = 1) {
    const workers = Array.from({ length: processes }, (_, n) =>
      Worker.start(context, `${name} clients ${n + 1}`, 'load/load-client.mjs'),
    );
    return new LoadClients(await Promise.all(workers));
  }

  get pids() {
    return this.processes.map(({ pid }) => pid);
  }

  /**
   * From now on they only get what the servers leave of the cores, with all their threads: where many come at once, those are on
   * other machines. The lowest priority is not enough: the system lets such a thread finish its slice of some milliseconds.
   */
  standBack() {
    for (const pid of this.pids) execFileSync('chrt', ['--all-tasks', '--idle', '--pid', '0', String(pid)]);
  }

  /**
   * Connects this many clients, an equal share a process.
   *
   * @param {Partial<CrowdOptions> & Pick<CrowdOptions, 'dialect' | 'port' | 'count'>} options
   */
  async connect({ count, atOnce = 100, ...options }) {
    const share = Math.ceil(count / this.processes.length);
    const startedAt = performance.now();
    const answers = await Promise.all(
      this.processes.map((worker, n) => {
        const firstIndex = (options.firstIndex ?? 0) + n * share;
        return worker.call('connect', {
          membersPerStream: count,
          host: '127.0.0.1',
          localAddress: this.addresses[n],
          keyPrefix: '',
          roomPrefix: '',
          retries: 0,
          withinMs: 0,
          ...options,
          count: Math.min(share, count - n * share),
          firstIndex,
          atOnce: Math.ceil(atOnce / this.processes.length),
        });
      }),
    );
    this.connectSeconds = (performance.now() - startedAt) / 1_000;
    this.connectTimes = new Histogram();
    this.retried = 0;
    for (const { connectTimes, retried } of answers) {
      this.connectTimes.add(new Histogram(connectTimes));
      this.retried += retried;
    }
    this.count = count;
  }

  /** Their server is about to be killed. */
  async expectEnd() {
    await Promise.all(this.processes.map((worker) => worker.call('expectEnd')));
  }

  /**
   * Connects all of them anew, and waits until they have what was pushed meanwhile.
   *
   * @param {Parameters<import('./crowd.mjs').Crowd['comeBack']>[0]} options
   */
  async comeBack(options) {
    /** @type {Awaited<ReturnType<import('./crowd.mjs').Crowd['comeBack']>>[]} */
    const answers = await Promise.all(this.processes.map((worker) => worker.call('comeBack', options)));
    const stages = { welcome: new Histogram(), verdicts: new Histogram(), all: new Histogram() };
    /** @type {Record<string, number>} */
    const verdicts = {};
    for (const answer of answers) {
      for (const stage of /** @type {(keyof typeof stages)[]} */ (Object.keys(stages))) {
        stages[stage].add(new Histogram(answer.stages[stage]));
      }
      for (const [verdict, count] of Object.entries(answer.verdicts)) {
        verdicts[verdict] = (verdicts[verdict] ?? 0) + count;
      }
    }
    const firstAt = Math.min(...answers.map((answer) => answer.firstAt));
    const lastAt = Math.max(...answers.map((answer) => answer.lastAt));
    const retried = answers.reduce((sum, answer) => sum + answer.retried, 0);
    return { seconds: (lastAt - firstAt) / 1_000_000, retried, stages, verdicts };
  }

  /**
   * @param {Parameters<import('./crowd.mjs').Crowd['settle']>[0]} expected
   * @returns {Promise<number>} messages that are missing when the time is over
   */
  async settle(expected) {
    const missing = await Promise.all(this.processes.map((worker) => worker.call('settle', expected)));
    return missing.reduce((sum, one) => sum + one, 0);
  }

  /** What they have heard since the last time. @returns {Promise<Heard>} */
  async take() {
    /** @type {import('./tally.mjs').TallyJson[]} */
    const tallies = await Promise.all(this.processes.map((worker) => worker.call('take')));
    /** @type {Heard} */
    const heard = {
      messages: 0,
      bytes: 0,
      lost: 0,
      repeated: 0,
      outOfOrder: 0,
      stray: 0,
      heartbeatReplies: 0,
      closed: {},
      latency: new Histogram(),
    };
    for (const { latency, closed, ...counts } of tallies) {
      heard.latency.add(new Histogram(latency));
      for (const [why, count] of Object.entries(closed)) heard.closed[why] = (heard.closed[why] ?? 0) + count;
      for (const name of /** @type {(keyof typeof counts)[]} */ (Object.keys(counts))) heard[name] += counts[name];
    }
    return heard;
  }

  /** @param {number} count clients that stop reading */
  async stall(count) {
    const share = Math.ceil(count / this.processes.length);
    await Promise.all(this.processes.map((worker) => worker.call('stall', { count: share })));
  }

  /** @returns {Promise<number>} */
  async stalledAndClosed() {
    const counts = await Promise.all(this.processes.map((worker) => worker.call('stalledAndClosed')));
    return counts.reduce((sum, one) => sum + one, 0);
  }

  /** @param {number} everyMs */
  async startHeartbeats(everyMs) {
    await Promise.all(this.processes.map((worker) => worker.call('startHeartbeats', { everyMs })));
  }

  /** @returns {Promise<number>} heartbeats that were sent */
  async stopHeartbeats() {
    const sent = await Promise.all(this.processes.map((worker) => worker.call('stopHeartbeats')));
    return sent.reduce((sum, one) => sum + one, 0);
  }

  /** Closes the connections; the processes stay. */
  async disconnect() {
    await Promise.all(this.processes.map((worker) => worker.call('end')));
  }

  async end() {
    await Promise.all(this.processes.map((worker) => worker.end()));
  }
}

/**
 * What is wrong with what was heard: nothing may be lost, repeated or out of order, and nobody be closed.
 *
 * @param {Heard} heard
 * @param {number} missing
 * @returns {string | undefined}
 */
export function faultOf({ lost, repeated, outOfOrder, stray, closed }, missing) {
  const faults = Object.entries({ missing, lost, repeated, 'out of order': outOfOrder, 'in the wrong stream': stray })
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
  for (const [why, count] of Object.entries(closed)) faults.push(`${count} closed (${why})`);
  return faults.length > 0 ? faults.join(', ') : undefined;
}
