import { connect } from 'node:net';
import { nowMicros } from '../measure/clock.mjs';
import { readReplies, subscription } from '../peers/centrifugo-json.mjs';
import {
  encodePacket,
  HEADER_BYTES,
  HEADER_LENGTH_AT,
  idOf,
  Operation,
  OPERATION_AT,
  sentAtOf,
  sequenceOf,
  streamOf,
} from './packet.mjs';
import { Place } from './place.mjs';
import { clientFrame, Opcode, readServerFrames, upgradeRequest } from './websocket.mjs';

/** All connections of the process read into it: what is not handled at once is copied. */
const readBuffer = Buffer.allocUnsafeSlow(256 * 1_024);
const END_OF_HEAD = '\r\n\r\n';
const OPEN = '0'.charCodeAt(0);
const PING = '2'.charCodeAt(0);
const EVENT = '42';

/**
 * @typedef {object} Owner hears of its connections
 * @property {import('./dialects.mjs').Dialect} dialect
 * @property {import('./tally.mjs').Tally} tally
 * @property {string} host
 * @property {number} port
 * @property {string} localAddress
 * @property {(connection: Connection) => string} token
 * @property {(connection: Connection) => string} room
 * @property {(connection: Connection) => void} opened
 * @property {(connection: Connection) => void} welcomed a client of version 2 was let in
 * @property {(verdict: string) => void} judged one of the targets of a client that came back
 * @property {(connection: Connection) => void} caughtUp a client that came back has everything that was pushed before
 * @property {(connection: Connection, wasOpen: boolean, why: string) => void} closed
 */

/** One client. It costs little to whom it runs beside: no stream machinery while it reads, no object a message. */
export class Connection {
  startedAt = nowMicros();
  /** It does not read any more, on purpose. */
  stalled = false;
  /** @type {'connecting' | 'upgrading' | 'greeting' | 'open' | 'closed'} */
  #state = 'connecting';
  /** The beginning of what is not whole yet. @type {Buffer | null} */
  #rest = null;
  #why = 'broken';

  /**
   * @param {Owner} owner
   * @param {number} index
   * @param {number} stream
   * @param {Connection} [before] the client's last one, where it comes back by this one
   */
  constructor(owner, index, stream, before) {
    this.owner = owner;
    this.index = index;
    this.stream = stream;
    /** The number of the next message that it should hear. */
    this.next = before?.next ?? 0;
    this.place = before?.place ?? new Place();
    /** It came back, and has heard nothing yet that was pushed since. */
    this.isBehind = before !== undefined;
    this.socket = connect({
      host: owner.host,
      port: owner.port,
      localAddress: owner.localAddress,
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          this.#receive(length);
          return true;
        },
      },
    });
    this.socket.on('connect', () => this.#connected());
    this.socket.on('error', (error) => {
      this.#why = /** @type {NodeJS.ErrnoException} */ (error).code ?? error.message;
    });
    this.socket.on('close', () => {
      if (this.#state === 'closed') return;
      const wasOpen = this.isOpen;
      this.#state = 'closed';
      owner.closed(this, wasOpen, this.#why);
    });
  }

  get isOpen() {
    return this.#state === 'open';
  }

  heartbeat() {
    this.#send(HEARTBEAT);
  }

  stopReading() {
    this.stalled = true;
    this.socket.pause();
  }

  /** Ends it from this side; nobody hears of it. */
  end() {
    this.#state = 'closed';
    this.socket.destroy();
  }

  #connected() {
    const { dialect } = this.owner;
    if (dialect.upgrade) {
      this.#state = 'upgrading';
      const { path } = dialect;
      this.socket.write(upgradeRequest(path.includes('?') ? `${path}stream=${this.stream}` : path));
    } else {
      this.#greet();
    }
  }

  #greet() {
    const { dialect } = this.owner;
    this.#state = 'greeting';
    if (dialect.hello === 'auth') {
      this.#send(encodePacket(Operation.auth, this.owner.token(this), dialect.version));
    } else if (dialect.hello === 'stream') {
      const hello = Buffer.alloc(4);
      hello.writeUInt32BE(this.stream);
      this.socket.write(hello);
      this.#open();
    } else if (dialect.hello === 'query') {
      this.#open();
    } else if (dialect.hello === 'centrifugo') {
      this.socket.write(clientFrame(Opcode.text, subscription(this.owner.room(this))));
    }
  }

  #open() {
    this.#state = 'open';
    this.owner.opened(this);
  }

  /** @param {Buffer} packet */
  #send(packet) {
    this.socket.write(this.owner.dialect.websocket ? clientFrame(Opcode.binary, packet) : packet);
  }

  /** @param {number} length */
  #receive(length) {
    this.owner.tally.bytes += length;
    const fresh = readBuffer.subarray(0, length);
    const bytes = this.#rest ? Buffer.concat([this.#rest, fresh]) : fresh;
    const end = bytes.length;
    let at = 0;
    if (this.#state === 'upgrading') {
      at = this.#readUpgrade(bytes);
      if (at < 0) return;
    }
    at = this.owner.dialect.websocket ? this.#readFrames(bytes, at, end) : this.#readPackets(bytes, at, end);
    this.#rest = at < end ? Buffer.from(bytes.subarray(at, end)) : null;
  }

  /** @param {Buffer} bytes @returns {number} where the frames begin, or -1 */
  #readUpgrade(bytes) {
    const end = bytes.indexOf(END_OF_HEAD);
    if (end < 0) {
      this.#rest = Buffer.from(bytes);
      return -1;
    }
    if (!bytes.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) {
      this.#why = `upgrade refused: ${bytes.toString('latin1', 0, bytes.indexOf('\r\n'))}`;
      this.socket.destroy();
      return -1;
    }
    this.#rest = null;
    this.#greet();
    return end + END_OF_HEAD.length;
  }

  /**
   * @param {Buffer} bytes
   * @param {number} from
   * @param {number} to
   */
  #readFrames(bytes, from, to) {
    const { messages } = this.owner.dialect;
    return readServerFrames(bytes, from, to, (opcode, start, end) => {
      if (opcode === Opcode.close) this.#why = `close ${end - start >= 2 ? bytes.readUInt16BE(start) : ''}`;
      else if (opcode === Opcode.ping) this.socket.write(clientFrame(Opcode.pong, bytes.subarray(start, end)));
      else if (messages === 'packet') this.#readPackets(bytes, start, end);
      else if (messages === 'json') this.#hearJson(JSON.parse(bytes.toString('latin1', start, end)).data);
      else if (messages === 'centrifugo') this.#readCentrifugo(bytes.toString('latin1', start, end));
      else this.#readSocketIo(bytes, start, end);
    });
  }

  /**
   * @param {Buffer} bytes
   * @param {number} from
   * @param {number} to
   * @returns {number} where the first packet begins that is not whole
   */
  #readPackets(bytes, from, to) {
    const now = nowMicros();
    let at = from;
    while (to - at >= HEADER_BYTES) {
      const op = bytes.readInt32BE(at + OPERATION_AT);
      // On WebSocket the pushed packets are the body of an outer one: they follow its header.
      if (op === Operation.raw) {
        at += HEADER_BYTES;
        continue;
      }
      const length = bytes.readInt32BE(at);
      if (to - at < length) break;
      const headerBytes = bytes.readInt16BE(at + HEADER_LENGTH_AT);
      const body = at + headerBytes;
      if (op >= Operation.push) {
        const id = headerBytes > HEADER_BYTES ? idOf(bytes, at) : 0;
        // Who came back may be sent again what it has; clients of version 2 leave that out.
        if (!this.place.has(id)) {
          const sentAt = sentAtOf(bytes, body);
          this.owner.tally.hear(this, streamOf(bytes, body), sequenceOf(bytes, body), now - sentAt);
          if (id > 0) this.#heard(id, sentAt);
        }
      } else {
        this.#control(op, bytes.subarray(body, at + length));
      }
      at += length;
    }
    return at;
  }

  /** Messages come in their order: the first one that was sent since it is back comes after all that it missed. @param {number} id @param {number} sentAt */
  #heard(id, sentAt) {
    this.place.heard(id);
    if (!this.isBehind || sentAt < this.startedAt) return;
    this.isBehind = false;
    this.owner.caughtUp(this);
  }

  /** @param {number} op @param {Buffer} body */
  #control(op, body) {
    if (op === Operation.authReply) this.#welcome(body);
    else if (op === Operation.verdicts) this.#judge(body);
    else if (op === Operation.heartbeatReply) this.owner.tally.heartbeatReplies++;
    else if (op === Operation.disconnect) this.#why = body.toString();
  }

  /** @param {Buffer} body */
  #welcome(body) {
    const { version } = this.owner.dialect;
    if (version === 1) this.#open();
    else {
      this.owner.welcomed(this);
      const cursors = this.place.welcome(JSON.parse(body.toString()).cursors);
      this.#send(encodePacket(Operation.resume, JSON.stringify({ cursors }), version));
    }
  }

  /** @param {Buffer} body */
  #judge(body) {
    /** @type {{ targets: Record<string, { verdict: string, cursor?: string }> }} */
    const { targets } = JSON.parse(body.toString());
    for (const { verdict } of Object.values(targets)) this.owner.judged(verdict);
    this.place.judged(targets);
    this.#open();
  }

  /** @param {{ stream: number, sequence: number, sentAt: number }} message */
  #hearJson({ stream, sequence, sentAt }) {
    this.owner.tally.hear(this, stream, sequence, nowMicros() - sentAt);
  }

  /** @param {string} text */
  #readCentrifugo(text) {
    readReplies(text, {
      opened: () => this.#open(),
      pinged: () => this.socket.write(clientFrame(Opcode.text, '{}')),
      heard: (message) => this.#hearJson(message),
    });
  }

  /**
   * @param {Buffer} bytes
   * @param {number} start
   * @param {number} end
   */
  #readSocketIo(bytes, start, end) {
    if (bytes[start] === OPEN) {
      this.socket.write(clientFrame(Opcode.text, '40'));
    } else if (bytes[start] === PING) {
      this.socket.write(clientFrame(Opcode.text, '3'));
    } else {
      const text = bytes.toString('latin1', start, end);
      if (text.startsWith(EVENT)) this.#hearJson(JSON.parse(text.slice(EVENT.length))[1]);
      else if (text.startsWith('40')) this.#open();
    }
  }
}

const HEARTBEAT = encodePacket(Operation.heartbeat);
