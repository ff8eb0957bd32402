import { beforeEach, describe, expect, it } from '@jest/globals';
import { packet } from '../../../test/fake-outlet.js';
import { SessionFixture } from '../../../test/session-fixture.js';
import { parseOperations } from './subscriptions.js';

let comet: SessionFixture;

beforeEach(() => {
  comet = new SessionFixture();
});

describe('operations that a client subscribes to', () => {
  it('are echoed, and are pushed to it until it unsubscribes', async () => {
    const client = await comet.authenticated({ key: 'a', accepts: [] });
    const subscribed = client.send(14, '1001,1002');
    comet.hub.pushKeys(['a'], 1002, packet('one'));
    const unsubscribed = client.send(16, '1002');
    comet.hub.pushKeys(['a'], 1002, packet('two'));
    expect(client.received).toEqual([
      { ver: 1, op: 15, seq: subscribed, body: '1001,1002' },
      { ver: 1, op: 1000, seq: 0, body: 'one' },
      { ver: 1, op: 17, seq: unsubscribed, body: '1002' },
    ]);
  });

  // As goim answers: its clients wait for the reply.
  it.each([14, 16])('that cannot be read change nothing and are echoed, by operation %i', async (op) => {
    const client = await comet.authenticated({ key: 'a', accepts: [1000] });
    client.send(op, '1000;1001');
    expect(client.received).toMatchObject([{ op: op + 1, body: '1000;1001' }]);
    comet.hub.pushKeys(['a'], 1001, packet('not subscribed'));
    comet.hub.pushKeys(['a'], 1000, packet('as before'));
    expect(client.received.slice(1).map(({ body }) => body)).toEqual(['as before']);
    expect([client.isClosedAs, comet.counts.ignored.byLabel]).toEqual([undefined, { 'bad-operations': 1 }]);
  });

  it('are bounded', async () => {
    const client = await comet.authenticated({ accepts: [1, 2, 3] });
    client.send(14, '4,5');
    expect(client.isClosedAs).toBeUndefined();
    client.send(14, '6');
    expect(client.received.map(({ body }) => body)).toEqual(['4,5', '{"error":"too-many-operations"}']);
    expect([client.isClosedAs, comet.counts.ignored.byLabel]).toEqual([undefined, { 'too-many-operations': 1 }]);
  });
});

describe('parseOperations', () => {
  it.each([
    ['', []],
    ['1000', [1000]],
    ['1000,1001', [1000, 1001]],
    ['-1,+2,0', [-1, 2, 0]],
    ['1000,1000', [1000, 1000]],
    ['-2147483648,2147483647', [-(2 ** 31), 2 ** 31 - 1]],
    ['00000001000', [1000]],
  ])('reads %j', (text, operations) => {
    expect(parseOperations(Buffer.from(text))).toEqual(operations);
  });

  it.each([
    ',',
    '1000,',
    ',1000',
    '1000,,1001',
    ' 1000',
    '1000 ',
    '1e3',
    '0x10',
    '1.5',
    'x',
    '1000;1001',
    '2147483648',
    '1000,-2147483649',
    '4294968296',
    '9'.repeat(400),
    '１',
    '\0',
  ])('refuses %j', (text) => {
    expect(parseOperations(Buffer.from(text))).toBeUndefined();
  });
});
