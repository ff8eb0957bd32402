import { once } from 'node:events';
import { connect } from 'node:net';
import { Histogram } from '../measure/histogram.mjs';
import { encodePacket, Operation } from '../load/packet.mjs';

/** Pushes to a peer: packets over one TCP connection, each of which the peer hands to the clients of its stream. */
export class PacketSink {
  answered = 0;
  /** @type {() => void} */
  onAnswer = () => {};
  /** Connections that are pushed by. */
  inUse = 1;

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.socket = socket;
  }

  /** @param {{ host: string, port: number }} options */
  static async open({ host, port }) {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    return new PacketSink(socket);
  }

  /** @param {number} _stream @param {Buffer} body */
  push(_stream, body) {
    this.socket.write(encodePacket(Operation.push, body));
    this.answered++;
  }

  get waiting() {
    return 0;
  }

  take() {
    const taken = { answered: this.answered, failed: 0, firstFailure: '', latency: new Histogram().toJSON() };
    this.answered = 0;
    return taken;
  }

  close() {
    this.socket.destroy();
  }
}
