import { setImmediate as turnEnds } from 'node:timers/promises';
import { Writable } from 'node:stream';
import type { NatsConnection } from '@nats-io/transport-node';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { TurnWriter } from './turn-writer.js';

/** What was written, a line for each system call that a socket would make. */
let written: string[];

function socket(): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
    writev(chunks, done) {
      written.push(chunks.map(({ chunk }: { chunk: Buffer }) => chunk.toString()).join(' '));
      done();
    },
  });
}

function connectionBy(transport: object): NatsConnection {
  return { protocol: { transport } } as unknown as NatsConnection;
}

beforeEach(() => {
  written = [];
});

describe('TurnWriter', () => {
  it('writes what is published in a turn at once, at its end', async () => {
    const transport = { socket: socket() };
    const turns = new TurnWriter(connectionBy(transport));
    for (const message of ['a', 'b', 'c']) {
      turns.join();
      transport.socket.write(message);
    }
    expect(written).toEqual([]);
    await turnEnds();
    expect(written).toEqual(['a b c']);
    transport.socket.write('d');
    expect(written).toEqual(['a b c', 'd']);
    turns.join();
    transport.socket.write('e');
    await turnEnds();
    expect(written).toEqual(['a b c', 'd', 'e']);
  });

  it('goes on with the socket of a new connection', async () => {
    const transport = { socket: socket() };
    const turns = new TurnWriter(connectionBy(transport));
    turns.join();
    transport.socket.write('lost');
    transport.socket = socket();
    transport.socket.write('CONNECT');
    expect(written).toEqual(['CONNECT']);
    await turnEnds();
    turns.join();
    transport.socket.write('a');
    transport.socket.write('b');
    await turnEnds();
    expect(written).toEqual(['CONNECT', 'lost', 'a b']);
  });

  it.each([{}, { protocol: {} }, { protocol: { transport: {} } }, { protocol: { transport: { socket: {} } } }])(
    'does nothing where the library keeps no socket there: %j',
    async (connection) => {
      const turns = new TurnWriter(connection as unknown as NatsConnection);
      expect(() => turns.join()).not.toThrow();
      await turnEnds();
    },
  );
});
