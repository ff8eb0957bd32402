import { Worker } from '../system/worker.mjs';

/**
 * @typedef {object} Pushed
 * @property {number} sent in this run
 * @property {number} pushes since the source was opened
 * @property {number} streams
 * @property {number} seconds
 * @property {number} answered
 * @property {number} unanswered when the run had waited long enough
 * @property {number} failed
 * @property {string} firstFailure
 * @property {import('../measure/histogram.mjs').HistogramJson} latency from a request to its answer
 */

/** What pushes: a process of its own. */
export class PushSource {
  /** @param {Worker} worker @param {number} streams */
  constructor(worker, streams) {
    this.worker = worker;
    this.streams = streams;
  }

  get pids() {
    return [this.worker.pid];
  }

  /**
   * @param {import('../context.mjs').Context} context
   * @param {{ base: string, paths: readonly string[], connections?: number, type?: string, fixedBody?: string }} options
   *   `base`: http://host:port; `fixedBody`: what is sent instead of numbered messages
   */
  static async toHttp(context, { base, paths, connections = 1, type = 'application/octet-stream', fixedBody }) {
    const worker = await Worker.start(context, 'pusher', 'push/pusher.mjs');
    const { hostname, port } = new URL(base);
    const streams = paths.length;
    await worker.call('openHttp', { host: hostname, port: Number(port), paths, connections, type, streams, fixedBody });
    return new PushSource(worker, streams);
  }

  /**
   * @param {import('../context.mjs').Context} context
   * @param {{ port: number, streams: number }} options
   */
  static async toPeer(context, { port, streams }) {
    const worker = await Worker.start(context, 'pusher', 'push/pusher.mjs');
    await worker.call('openPackets', { host: '127.0.0.1', port, streams });
    return new PushSource(worker, streams);
  }

  /** @param {{ rate: number, seconds: number, bodyBytes?: number }} options @returns {Promise<Pushed>} */
  atRate(options) {
    return this.worker.call('pushAtRate', options);
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
