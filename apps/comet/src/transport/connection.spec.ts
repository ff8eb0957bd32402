import { beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects } from '#contracts';
import { encodeFrame } from '#protocol';
import { FakeClient, settled } from '../../test/fake-client.js';
import { MAX_PENDING, SessionFixture } from '../../test/session-fixture.js';

let comet: SessionFixture;

beforeEach(() => {
  comet = new SessionFixture();
});

describe('Connection', () => {
  it('has a number of its own', () => {
    expect(comet.client().id).not.toBe(comet.client().id);
  });

  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8::1', '2001:db8::1'],
  ])('of the address %s has the client %s', (ip, expected) => {
    expect(comet.client({ ip }).ip).toBe(expected);
  });

  it.each([
    ['packet-too-short', '0000000f'],
    ['packet-too-long', '00001011'],
    ['bad-header-length', '000000100011'],
  ])('is closed as malformed where it sends what is no frame: %s', async (code, hex) => {
    const client = await comet.authenticated();
    client.sendBytes(Buffer.concat([encodeFrame(2, 1, Buffer.alloc(0)), Buffer.from(hex, 'hex')]));
    expect(client.closedAs).toEqual([{ ...Disconnects.malformed, message: expect.any(String) }]);
    expect(client.receivedOperations).toEqual([3]);
    expect(comet.counts.malformed.byLabel).toEqual({ [code]: 1 });
  });

  it('is closed alone where a fault of ours shows', async () => {
    const other = await comet.authenticated({ key: 'b' });
    const client = await comet.authenticated({ key: 'a' });
    const fault = new TypeError('a bug');
    client.wire.write = () => {
      throw fault;
    };
    client.send(2);
    expect(client.closedAs).toEqual([Disconnects.internal]);
    expect(comet.faults).toEqual([fault]);
    other.send(2);
    expect(other.receivedOperations).toEqual([3]);
  });

  it('is closed as slow where its answers pile up unread', async () => {
    const client = await comet.authenticated();
    client.wire.writableLength = MAX_PENDING;
    client.send(2);
    expect(client.receivedOperations).toEqual([3]);
    client.wire.writableLength = MAX_PENDING + 1;
    client.send(2);
    expect(client.receivedOperations).toEqual([3]);
    expect(comet.counts.closed.byLabel).toEqual({ slow: 1 });
    expect(client.wire.destroyed).toBe(true);
  });

  it('is closed once, for the first reason', async () => {
    const client = await comet.authenticated();
    client.close(Disconnects.shutdown);
    client.close(Disconnects.idle);
    expect(client.closedAs).toEqual([Disconnects.shutdown]);
    expect(comet.counts.closed.byLabel).toEqual({ shutdown: 1 });
  });

  it('handles and answers nothing more once it is closed', async () => {
    const client = await comet.authenticated();
    client.close(Disconnects.shutdown);
    client.send(2);
    client.reply(1, 3, 1, Buffer.alloc(0));
    await settled();
    expect(client.received).toEqual([]);
  });

  it('of a slow client is cut without a word: it would wait behind what the client does not read', async () => {
    const client = await comet.authenticated({ key: 'a' });
    client.wire.writableLength = 1_000;
    comet.hub.pushKeys(['a'], 1000, encodeFrame(1000, 0, Buffer.from('x')));
    expect([client.wire.destroyed, client.closedAs, client.received]).toEqual([true, [], []]);
    expect(comet.counts.closed.byLabel).toEqual({ slow: 1 });
  });

  it('hands over no frames while it is paused, and then all in their order', async () => {
    const client: FakeClient = await comet.authenticated();
    client.pause();
    client.send(14, '1', 11);
    client.send(16, '1', 12);
    expect(client.received).toEqual([]);
    client.resume();
    expect(client.received.map(({ seq }) => seq)).toEqual([11, 12]);
  });
});
