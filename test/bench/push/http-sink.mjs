import { once } from 'node:events';
import { connect } from 'node:net';
import { Histogram } from '../measure/histogram.mjs';
import { nowMicros } from '../measure/clock.mjs';

const END_OF_HEAD = '\r\n\r\n';
const CLOSED = 'the connection was closed';

/** Pushes by HTTP over connections that stay, without waiting for one answer before the next request (pipelining). */
export class HttpSink {
  answered = 0;
  failed = 0;
  firstFailure = '';
  latency = new Histogram();
  /** @type {Line[]} */
  #lines = [];

  /**
   * @param {{ host: string, port: number, connections: number, paths: readonly string[], type: string, headers?: string }} options
   *   a path for each stream; lines of further headers. A stream stays with one connection, which keeps its order.
   * @returns {Promise<HttpSink>}
   */
  static async open({ host, port, connections, paths, type, headers = '' }) {
    const sink = new HttpSink();
    sink.inUse = connections;
    sink.heads = paths.map(
      (path) => `POST ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\n${headers}Content-Type: ${type}\r\nContent-Length: `,
    );
    for (let n = 0; n < connections; n++) {
      const line = new Line({ host, port, noDelay: true }, sink, n);
      await once(line.socket, 'connect');
      sink.#lines.push(line);
    }
    return sink;
  }

  /** @type {string[]} */
  heads = [];
  /** Hears which connection was answered. @type {(connection: number) => void} */
  onAnswer = () => {};
  /** Of its connections, those that are pushed by, the first ones. */
  inUse = 1;

  /** @param {number} stream @param {Buffer} body */
  push(stream, body) {
    const head = Buffer.from(`${this.heads[stream]}${body.length}${END_OF_HEAD}`, 'latin1');
    const line = this.#lines[stream % this.inUse];
    line?.send(Buffer.concat([head, body]));
  }

  /** @param {number} connection @param {number} micros @param {string} failure */
  answer(connection, micros, failure) {
    this.answered++;
    this.latency.record(micros);
    if (failure) {
      this.failed++;
      this.firstFailure ||= failure;
    }
    this.onAnswer(connection);
  }

  get waiting() {
    return this.#lines.reduce((sum, line) => sum + line.waiting, 0);
  }

  take() {
    const taken = {
      answered: this.answered,
      failed: this.failed,
      firstFailure: this.firstFailure,
      latency: this.latency.toJSON(),
    };
    this.answered = this.failed = 0;
    this.firstFailure = '';
    this.latency.reset();
    return taken;
  }

  close() {
    for (const line of this.#lines) line.close();
  }
}

/** One connection: requests out, answers in, in the same order. */
class Line {
  /** When the requests were sent that are not answered yet. @type {number[]} */
  #sent = [];
  #text = '';
  #isOver = false;

  /** @param {import('node:net').TcpNetConnectOpts} address @param {HttpSink} sink @param {number} number among the sink's */
  constructor(address, sink, number) {
    this.address = address;
    this.sink = sink;
    this.number = number;
    this.socket = this.#connect();
  }

  #connect() {
    const socket = connect(this.address);
    socket.setEncoding('latin1');
    socket.on('data', (text) => this.#receive(String(text)));
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const _ of this.#sent.splice(0)) this.sink.answer(this.number, 0, CLOSED);
    });
    return socket;
  }

  get waiting() {
    return this.#sent.length;
  }

  /** @param {Buffer} request */
  send(request) {
    // The server ends a connection that has been idle, as it is while the contestants take turns.
    if (this.socket.destroyed && !this.#isOver) {
      this.#text = '';
      this.socket = this.#connect();
    }
    this.#sent.push(nowMicros());
    this.socket.write(request);
  }

  close() {
    this.#isOver = true;
    this.socket.destroy();
  }

  /** @param {string} text */
  #receive(text) {
    this.#text += text;
    let at = 0;
    for (;;) {
      const head = this.#text.indexOf(END_OF_HEAD, at);
      if (head < 0) break;
      const length = Number(/content-length: *(\d+)/i.exec(this.#text.slice(at, head))?.[1] ?? 0);
      const end = head + END_OF_HEAD.length + length;
      if (this.#text.length < end) break;
      const ok = this.#text.startsWith('HTTP/1.1 2', at);
      const failure = ok ? '' : this.#text.slice(at, end).replaceAll('\r\n', ' ').slice(0, 400);
      at = end;
      // A server may say farewell to a connection that it has had no request from for long.
      const sentAt = this.#sent.shift();
      if (sentAt !== undefined) this.sink.answer(this.number, nowMicros() - sentAt, failure);
    }
    this.#text = this.#text.slice(at);
  }
}
