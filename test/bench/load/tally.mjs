import { Histogram } from '../measure/histogram.mjs';

/**
 * What a crowd of connections has heard, and whether it was what it should have been: each connection's messages come
 * numbered from 0 in its own stream.
 */
export class Tally {
  messages = 0;
  bytes = 0;
  lost = 0;
  repeated = 0;
  outOfOrder = 0;
  /** Messages of another stream than the connection's. */
  stray = 0;
  heartbeatReplies = 0;
  /** Connections that ended, by why. @type {Record<string, number>} */
  closed = {};
  latency = new Histogram();
  /** By connection, the numbers that were skipped so far. @type {Map<object, Set<number>>} */
  #skipped = new Map();

  /**
   * @param {{ stream: number, next: number }} connection `next` is the number that it should hear now
   * @param {number} stream
   * @param {number} sequence
   * @param {number} micros from its sending until now
   */
  hear(connection, stream, sequence, micros) {
    this.messages++;
    this.latency.record(micros);
    if (stream !== connection.stream) this.stray++;
    else if (sequence === connection.next) connection.next++;
    else this.#disorder(connection, sequence);
  }

  /** @param {{ next: number }} connection @param {number} sequence */
  #disorder(connection, sequence) {
    const skipped = this.#skipped.get(connection) ?? new Set();
    if (sequence > connection.next) {
      for (let number = connection.next; number < sequence; number++) skipped.add(number);
      this.#skipped.set(connection, skipped);
      this.lost += sequence - connection.next;
      connection.next = sequence + 1;
    } else if (skipped.delete(sequence)) {
      this.lost--;
      this.outOfOrder++;
    } else {
      this.repeated++;
    }
  }

  /** @param {string} why */
  close(why) {
    this.closed[why] = (this.closed[why] ?? 0) + 1;
  }

  /** What was counted since the last time. @returns {TallyJson} */
  take() {
    const { messages, bytes, lost, repeated, outOfOrder, stray, heartbeatReplies, closed } = this;
    const taken = { messages, bytes, lost, repeated, outOfOrder, stray, heartbeatReplies, closed };
    const latency = this.latency.toJSON();
    this.messages = this.bytes = this.lost = this.repeated = this.outOfOrder = this.stray = this.heartbeatReplies = 0;
    this.closed = {};
    this.latency.reset();
    return { ...taken, latency };
  }
}

/**
 * @typedef {object} Counts
 * @property {number} messages
 * @property {number} bytes
 * @property {number} lost
 * @property {number} repeated
 * @property {number} outOfOrder
 * @property {number} stray
 * @property {number} heartbeatReplies
 * @property {Record<string, number>} closed
 *
 * @typedef {Counts & { latency: import('../measure/histogram.mjs').HistogramJson }} TallyJson
 */
