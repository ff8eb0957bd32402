import { Worker } from '../system/worker.mjs';

/**
 * @typedef {object} Pushed
 * @property {number} sent in this run
 * @property {number[]} byStream pushes since the source was opened
 * @property {number} seconds
 * @property {number} answered
 * @property {number} unanswered when the run had waited long enough
 * @property {number} failed
 * @property {string} firstFailure
 * @property {import('../measure/histogram.mjs').HistogramJson} latency from a request to its answer
 */

/**
 * Where pushes go by HTTP, and how they are written.
 *
 * @typedef {object} HttpTarget
 * @property {string} base http://host:port
 * @property {readonly string[]} paths of each stream
 * @property {string} [type] of the body
 * @property {string} [headers] further ones, a line each
 * @property {import('./pusher.mjs').Format} [format]
 */

/** What pushes: a process of its own. */
export class PushSource {
  /** @param {Worker} worker */
  constructor(worker) {
    this.worker = worker;
  }

  get pids() {
    return [this.worker.pid];
  }

  /**
   * @param {import('../context.mjs').Context} context
   * @param {HttpTarget & { connections?: number, fixedBody?: string }} options `fixedBody`: what is sent instead of numbered
   *   messages
   */
  static async toHttp(
    context,
    { base, connections = 1, type = 'application/octet-stream', format = 'packet', ...rest },
  ) {
    const worker = await Worker.start(context, 'pusher', 'push/pusher.mjs');
    const { hostname, port } = new URL(base);
    const target = { host: hostname, port: Number(port), streams: rest.paths.length };
    await worker.call('openHttp', { ...target, connections, type, format, ...rest });
    return new PushSource(worker);
  }

  /**
   * Past logic and job, straight to a comet.
   *
   * @param {import('../context.mjs').Context} context
   * @param {{ natsUrl: string, by: 'room' | 'keys', prefix: string, streams: number }} options
   */
  static async toBus(context, options) {
    const worker = await Worker.start(context, 'pusher', 'push/pusher.mjs');
    await worker.call('openBus', options);
    return new PushSource(worker);
  }

  /**
   * @param {import('../context.mjs').Context} context
   * @param {{ port: number, streams: number }} options
   */
  static async toPeer(context, { port, streams }) {
    const worker = await Worker.start(context, 'pusher', 'push/pusher.mjs');
    await worker.call('openPackets', { host: '127.0.0.1', port, streams });
    return new PushSource(worker);
  }

  /** @param {{ rate: number, seconds: number, bodyBytes?: number }} options @returns {Promise<Pushed>} */
  atRate(options) {
    return this.worker.call('pushAtRate', options);
  }

  /**
   * As fast as it is answered, a request at a time by each connection.
   *
   * @param {{ connections: number, seconds: number, bodyBytes?: number }} options at most the connections that it was opened with
   * @returns {Promise<Pushed>}
   */
  saturate(options) {
    return this.worker.call('saturate', options);
  }

  /** @param {{ inFlight: number, seconds: number, bodyBytes?: number }} options @returns {Promise<Pushed>} */
  closedLoop(options) {
    return this.worker.call('pushClosedLoop', options);
  }
}

/** @param {Pushed} pushed @returns {string | undefined} */
export function faultOfPushes({ failed, unanswered, firstFailure }) {
  if (failed > 0) return `${failed} pushes were refused: ${firstFailure}`;
  return unanswered > 0 ? `${unanswered} pushes were not answered` : undefined;
}
