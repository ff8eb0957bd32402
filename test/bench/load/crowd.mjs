import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { nowMicros } from '../measure/clock.mjs';
import { Histogram } from '../measure/histogram.mjs';
import { Connection } from './connection.mjs';
import { DIALECTS } from './dialects.mjs';
import { Tally } from './tally.mjs';

/** Seconds since 1970. */
const FAR_OFF = 4_102_444_800;
const POLL_MS = 10;
const HEARTBEAT_TICK_MS = 20;

/**
 * @typedef {object} CrowdOptions
 * @property {import('./dialects.mjs').DialectName} dialect
 * @property {string} host
 * @property {number} port
 * @property {string} localAddress a host has some 28,000 ports a local address to one server: each process has its own
 * @property {number} count
 * @property {number} firstIndex the index of its first connection among all processes
 * @property {number} membersPerStream connections that hear the same stream: those of indexes that follow each other
 * @property {string} keyPrefix connections have keys of their own: this and their index; '' = the server makes one up
 * @property {string} roomPrefix they are in a room: this and their stream; '' = in none
 * @property {readonly number[]} [accepts] operations of pushes by key and to all that they are sent
 * @property {string} [tokenSecret] their tokens are JWTs that are signed with it (HS256); '' = goim's token
 * @property {number} atOnce connections that may be under way at a time
 * @property {number} withinMs each of the first of them after a random wait, at most so long
 * @property {number} retries connections that may end while all are opened, and are opened anew, as a real client would
 */

/** The connections of one process. */
export class Crowd {
  tally = new Tally();
  /** @type {Connection[]} */
  connections = [];
  connectTimes = new Histogram();
  /** @type {NodeJS.Timeout | undefined} */
  #heartbeats;

  /** @param {CrowdOptions} options */
  constructor(options) {
    this.options = options;
    this.dialect = DIALECTS[options.dialect];
    this.host = options.host;
    this.port = options.port;
    this.localAddress = options.localAddress;
    this.heartbeatsSent = 0;
    /** Connections that ended while all were opened. */
    this.retried = 0;
    /** @type {() => void} */
    this.onOpen = () => {};
    /** @type {(connection: Connection, wasOpen: boolean, why: string) => void} */
    this.onClose = () => {};
    /** From the beginning of a connection until its client was let in; of version 2. */
    this.welcomeTimes = new Histogram();
    /** @type {(connection: Connection) => void} */
    this.onCaughtUp = () => {};
    /** What became of the targets of those that came back, by verdict. @type {Record<string, number>} */
    this.verdicts = {};
  }

  /** @param {Connection} connection */
  token(connection) {
    const { index } = connection;
    const { keyPrefix, accepts = [1_000], tokenSecret = '' } = this.options;
    if (tokenSecret !== '') return this.#signed(connection, tokenSecret);
    return JSON.stringify({
      mid: index + 1,
      key: keyPrefix && `${keyPrefix}${index}`,
      room_id: this.room(connection),
      accepts,
    });
  }

  /** @param {Connection} connection @param {string} secret */
  #signed(connection, secret) {
    const { accepts = [1_000] } = this.options;
    const claims = { sub: String(connection.index + 1), room_id: this.room(connection), accepts, exp: FAR_OFF };
    const text = [{ alg: 'HS256' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  }

  /** The room of its stream; '' = it is in none. @param {Connection} connection */
  room({ stream }) {
    const { roomPrefix } = this.options;
    return roomPrefix && `${roomPrefix}${stream}`;
  }

  /** @param {Connection} connection */
  opened(connection) {
    this.connectTimes.record(nowMicros() - connection.startedAt);
    this.onOpen();
  }

  /** @param {Connection} connection */
  welcomed(connection) {
    this.welcomeTimes.record(nowMicros() - connection.startedAt);
  }

  /** @param {string} verdict */
  judged(verdict) {
    this.verdicts[verdict] = (this.verdicts[verdict] ?? 0) + 1;
  }

  /** @param {Connection} connection */
  caughtUp(connection) {
    this.onCaughtUp(connection);
  }

  /** @param {Connection} connection @param {boolean} wasOpen @param {string} why */
  closed(connection, wasOpen, why) {
    if (!connection.stalled) this.onClose(connection, wasOpen, why);
  }

  /**
   * Opens all connections.
   *
   * @throws {Error} where more of them than allowed end meanwhile
   */
  async connect() {
    const { count, atOnce, withinMs } = this.options;
    let open = 0;
    let started = Math.min(atOnce, count);
    await new Promise((/** @type {(done: void) => void} */ resolve, reject) => {
      this.onOpen = () => {
        if (++open === count) resolve();
        else if (started < count) this.#start(started++);
      };
      this.onClose = (connection, wasOpen, why) => {
        if (this.retried === this.options.retries) return reject(new Error(`a connection ended: ${why}`));
        this.retried++;
        if (wasOpen) open--;
        this.#start(connection.index - this.options.firstIndex);
      };
      for (let first = 0; first < started; first++) {
        if (withinMs > 0) setTimeout(() => this.#start(first), Math.random() * withinMs);
        else this.#start(first);
      }
    });
    this.onOpen = () => {};
    this.onClose = (_connection, _wasOpen, why) => this.tally.close(why);
  }

  /** @param {number} place */
  #start(place) {
    const index = this.options.firstIndex + place;
    this.connections[place] = new Connection(this, index, Math.floor(index / this.options.membersPerStream));
  }

  /** Its server is about to be killed: that its connections end is no fault. */
  expectEnd() {
    this.onClose = () => {};
  }

  /**
   * All clients connect anew, each after a random wait of its own, and go on where they were. Resolves when each has heard
   * everything that was pushed meanwhile.
   *
   * @param {{ port: number, withinMs: number, timeoutMs: number }} options `withinMs`: the longest wait
   * @throws {Error} where it takes longer than `timeoutMs`
   */
  async comeBack({ port, withinMs, timeoutMs }) {
    this.port = port;
    this.verdicts = {};
    this.welcomeTimes.reset();
    this.connectTimes.reset();
    const times = new Histogram();
    let [firstAt, lastAt, retried, behind] = [Number.POSITIVE_INFINITY, 0, 0, this.connections.length];
    const again = (/** @type {Connection} */ before) => {
      setTimeout(() => {
        const { index, stream } = before;
        const connection = new Connection(this, index, stream, before);
        firstAt = Math.min(firstAt, connection.startedAt);
        this.connections[index - this.options.firstIndex] = connection;
      }, Math.random() * withinMs);
    };
    await new Promise((/** @type {(done: void) => void} */ resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${behind} clients have not caught up`)), timeoutMs);
      this.onCaughtUp = ({ startedAt }) => {
        lastAt = nowMicros();
        times.record(lastAt - startedAt);
        if (--behind > 0) return;
        clearTimeout(timer);
        resolve();
      };
      this.onClose = (connection, _wasOpen, why) => {
        if (!connection.isBehind) return this.tally.close(why);
        retried++;
        again(connection);
      };
      for (const connection of this.connections) again(connection);
    });
    const stages = {
      welcome: this.welcomeTimes.toJSON(),
      verdicts: this.connectTimes.toJSON(),
      all: times.toJSON(),
    };
    return { firstAt, lastAt, retried, stages, verdicts: this.verdicts };
  }

  /**
   * Waits until every connection that reads has heard all of its stream.
   *
   * @param {{ byStream: readonly number[], timeoutMs: number }} expected pushes of each stream, since the first
   * @returns {Promise<number>} messages that are still missing
   */
  async settle({ byStream, timeoutMs }) {
    const deadline = nowMicros() + timeoutMs * 1_000;
    for (;;) {
      let missing = 0;
      for (const connection of this.connections) {
        if (connection.stalled) continue;
        missing += Math.max((byStream[connection.stream] ?? 0) - connection.next, 0);
      }
      if (missing === 0 || nowMicros() > deadline) return missing;
      await delay(POLL_MS);
    }
  }

  /** @param {number} count connections that stop reading, evenly over the crowd */
  stall(count) {
    const step = this.connections.length / count;
    for (let n = 0; n < count; n++) this.connections[Math.floor(n * step)]?.stopReading();
  }

  /** How many of those that stopped reading were closed by the server. */
  get stalledAndClosed() {
    return this.connections.filter((connection) => connection.stalled && !connection.isOpen).length;
  }

  /** @param {number} everyMs a heartbeat from each connection so often, evenly spread */
  startHeartbeats(everyMs) {
    const startedAt = nowMicros();
    let sent = 0;
    this.#heartbeats = setInterval(() => {
      const due = ((nowMicros() - startedAt) / 1_000 / everyMs) * this.connections.length;
      for (; sent < due; sent++) {
        this.connections[sent % this.connections.length]?.heartbeat();
        this.heartbeatsSent++;
      }
    }, HEARTBEAT_TICK_MS);
  }

  stopHeartbeats() {
    clearInterval(this.#heartbeats);
  }

  end() {
    for (const connection of this.connections) connection.end();
    this.connections = [];
  }
}
