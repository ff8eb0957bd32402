import { once } from 'node:events';
import { Duplex, type Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import * as ws from 'ws';
import { Downlink, encodeReply } from './downlink.js';
import { encodeFrame, HEADER_BYTES, readFrames } from './frame.js';

/** `ws` exports its framing, and its types don't say so. */
const { Receiver, Sender } = ws as unknown as {
  Receiver: new (options: { isServer: boolean }) => Writable;
  Sender: new (socket: Duplex) => {
    send(message: Buffer, options: { binary: boolean; mask: boolean; fin: boolean; compress: boolean }): void;
  };
};

const ONE = encodeFrame(1000, 0, Buffer.from('one'));
const TWO = encodeFrame(1001, 0, Buffer.from('two'));

function downlink(batches: readonly Uint8Array[]): Downlink {
  return new Downlink(
    batches.map((packets) => ({ packets })),
    'all',
  );
}

/** Lengths of a WebSocket message on both sides of the changes of its header, with the header's length. */
const HEADER_CHANGES = [
  [125, 2],
  [126, 4],
  [65_535, 4],
  [65_536, 10],
] as const;

describe('Downlink', () => {
  it('gives TCP the packets one after another, with nothing around them', () => {
    expect(downlink([ONE, TWO]).tcp.toString('hex')).toBe(Buffer.concat([ONE, TWO]).toString('hex'));
  });

  it('gives WebSocket one binary message: a packet of operation 9 around the packets', () => {
    const header = '82 36' + '00 00 00 36' + '00 10' + '00 01' + '00 00 00 09' + '00 00 00 00';
    expect(downlink([ONE, TWO]).websocket.toString('hex')).toBe(
      header.replaceAll(' ', '') + ONE.toString('hex') + TWO.toString('hex'),
    );
  });

  it('keeps the packets of both once in memory', () => {
    const { tcp, websocket } = downlink([ONE, TWO]);
    expect(tcp.buffer).toBe(websocket.buffer);
    expect(tcp.byteOffset + tcp.length).toBe(websocket.byteOffset + websocket.length);
    tcp.fill(0xee);
    expect(websocket.subarray(-tcp.length).equals(tcp)).toBe(true);
  });

  it('copies what it was given: the bus may use its buffer again', () => {
    const batch = Buffer.from(ONE);
    const { tcp } = downlink([batch]);
    batch.fill(0);
    expect(tcp.equals(ONE)).toBe(true);
  });

  it.each(HEADER_CHANGES)('frames a message of %i bytes as `ws` does, with a header of %i', async (payload, header) => {
    const { tcp, websocket } = downlink([Buffer.alloc(payload - HEADER_BYTES, 'x')]);
    expect(websocket).toHaveLength(header + payload);
    expect(tcp).toHaveLength(payload - HEADER_BYTES);
    const message = await receive(websocket);
    expect(message).toHaveLength(payload);
    expect(websocket.equals(send(message))).toBe(true);
  });
});

describe('encodeReply', () => {
  const body = Buffer.from('live://1000');

  it('is the bare packet on TCP', () => {
    expect(encodeReply('tcp', 7, 13, 99, body).equals(encodeFrame(13, 99, body, 7))).toBe(true);
  });

  it('is a message of one packet on WebSocket, without an outer one', async () => {
    const [frame, ...more] = readFrames(await receive(encodeReply('websocket', 7, 13, 99, body)), 4096);
    expect(frame).toEqual({ ver: 7, op: 13, seq: 99, body });
    expect(more).toEqual([]);
  });

  it('has a header alone where the body is empty', () => {
    expect(encodeReply('tcp', 1, 8, 1, Buffer.alloc(0)).toString('hex')).toBe('00000010001000010000000800000001');
  });

  it.each(HEADER_CHANGES)('frames a message of %i bytes as `ws` does, with a header of %i', async (payload, header) => {
    const reply = encodeReply('websocket', 1, 5, 1, Buffer.alloc(payload - HEADER_BYTES, 'x'));
    expect(reply).toHaveLength(header + payload);
    expect(reply.equals(send(await receive(reply)))).toBe(true);
  });
});

/** The one message that `ws`, as a client, reads from the bytes. */
async function receive(bytes: Buffer): Promise<Buffer> {
  const receiver = new Receiver({ isServer: false });
  const received = once(receiver, 'message') as Promise<[message: Buffer, isBinary: boolean]>;
  receiver.end(bytes);
  const [message, isBinary] = await received;
  expect(isBinary).toBe(true);
  return message;
}

/** What `ws`, as a server, writes for the message. */
function send(message: Buffer): Buffer {
  const written: Buffer[] = [];
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk);
      done();
    },
  });
  new Sender(socket).send(message, { binary: true, mask: false, fin: true, compress: false });
  return Buffer.concat(written);
}
