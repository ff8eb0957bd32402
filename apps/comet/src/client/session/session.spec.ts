import { beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects, type RoomKey } from '#contracts';
import { settled } from '../../../test/fake-client.js';
import { packet } from '../../../test/fake-outlet.js';
import { CONTROL_BURST, HANDSHAKE_TIMEOUT_MS, SessionFixture, UPSTREAM_BURST } from '../../../test/session-fixture.js';

const ROOM = 'live://1' as RoomKey;
const IDLE_MS = 60_000;

let comet: SessionFixture;

beforeEach(() => {
  comet = new SessionFixture();
});

describe('before the auth', () => {
  it('every other packet is ignored', async () => {
    const client = comet.client();
    for (const op of [2, 4, 12, 14, 1000, 0, -1]) client.send(op, 'x');
    await settled();
    expect(client.received).toEqual([]);
    expect(comet.logic.calls).toEqual([]);
    expect(comet.counts.ignored.byLabel).toEqual({ 'before-auth': 7 });
    expect(client.isClosedAs).toBeUndefined();
  });

  it('the client has the time of the handshake, and no packet lengthens it', () => {
    const client = comet.client();
    comet.pass(HANDSHAKE_TIMEOUT_MS - 1);
    client.send(2);
    expect(client.isClosedAs).toBeUndefined();
    comet.pass(1);
    expect(client.isClosedAs).toBe('handshake-timeout');
    expect(comet.table.size).toBe(0);
  });

  it('logic gets what it needs to decide', async () => {
    const client = comet.client({ ip: '10.1.2.3', cookie: 'a=b', origin: 'https://app.example' });
    client.send(7, '{"mid":1}');
    const [call] = comet.logic.callsOf('connect');
    expect({ ...call!.request, token: (call!.request['token'] as Buffer).toString() }).toEqual({
      server: 'comet-1',
      cookie: 'a=b',
      origin: 'https://app.example',
      token: '{"mid":1}',
      ip: '10.1.2.3',
      version: 1,
      connection: client.id,
    });
    await settled();
  });
});

describe('a heartbeat', () => {
  it("is answered with the online count of the client's room", async () => {
    const first = await comet.authenticated({ key: 'a', roomID: ROOM });
    await comet.authenticated({ key: 'b', roomID: ROOM });
    first.send(2);
    comet.hub.room(ROOM)!.clusterOnline = 0x01020304;
    first.send(2);
    expect(first.wire.writes.map((bytes) => bytes.toString('hex'))).toEqual([
      '00000014' + '0010' + '0001' + '00000003' + '00000002' + '00000002',
      '00000014' + '0010' + '0001' + '00000003' + '00000003' + '01020304',
    ]);
    expect(comet.counts.heartbeats).toBe(2);
  });

  it('is answered with 0 outside of a room', async () => {
    const client = await comet.authenticated();
    client.send(2);
    expect(client.wire.writes[0]!.subarray(16).toString('hex')).toBe('00000000');
  });

  it('alone keeps the connection from being idle', async () => {
    const client = await comet.authenticated({ heartbeat: IDLE_MS * 1_000_000 });
    comet.pass(IDLE_MS - 1);
    client.send(2);
    comet.pass(IDLE_MS - 1);
    expect(client.isClosedAs).toBeUndefined();
    for (const [op, body] of [
      [4, 'x'],
      [12, ROOM],
      [14, '1001'],
      [16, '1001'],
      [1000, 'x'],
      [99, ''],
    ] as const) {
      client.send(op, body);
    }
    await settled();
    comet.pass(1);
    expect(client.closedAs).toEqual([Disconnects.idle]);
  });
});

describe('the last sign of life', () => {
  const REFRESH = 32;

  it('is no other token', async () => {
    const client = await comet.authenticated({ heartbeat: IDLE_MS * 1_000_000, expiresIn: 10 * IDLE_MS });
    comet.logic.answerWith('refresh', () => ({ expiresIn: 10 * IDLE_MS }));
    comet.pass(IDLE_MS - 1);
    client.send(REFRESH, '{"token":"new"}');
    await settled();
    expect(client.receivedOperations).toEqual([REFRESH + 1]);
    expect(client.isClosedAs).toBeUndefined();
    comet.pass(1);
    expect(client.isClosedAs).toBe('idle');
  });

  it('is awaited within the time of a handshake where one is expected soon, whatever token the client has', async () => {
    const client = await comet.authenticated({ heartbeat: IDLE_MS * 1_000_000 });
    client.session.expectSoon();
    client.session.expireIn(10 * IDLE_MS);
    comet.pass(HANDSHAKE_TIMEOUT_MS - 1);
    expect(client.isClosedAs).toBeUndefined();
    comet.pass(1);
    expect(client.isClosedAs).toBe('idle');
  });

  it('that was expected soon leaves the client as long as any other', async () => {
    const client = await comet.authenticated({ heartbeat: IDLE_MS * 1_000_000 });
    client.session.expectSoon();
    comet.pass(HANDSHAKE_TIMEOUT_MS - 1);
    client.send(2);
    comet.pass(IDLE_MS - 1);
    expect(client.isClosedAs).toBeUndefined();
    comet.pass(1);
    expect(client.isClosedAs).toBe('idle');
  });

  it('is as long ago as it is, however soon the connection may be closed', async () => {
    const client = await comet.authenticated({ heartbeat: IDLE_MS * 1_000_000, expiresIn: 1 });
    expect(client.session.silentFor).toBe(0);
    comet.pass(1_000);
    client.session.expectSoon();
    expect(client.session.silentFor).toBe(1_000);
    client.send(2);
    expect(client.session.silentFor).toBe(0);
  });
});

describe('a flood', () => {
  it.each([
    ['heartbeats', 2],
    ['changes of rooms', 12],
    ["operations that are nobody's", -1],
    ['messages above their own rate', 4],
  ])('of %s costs the client its connection, and is counted', async (_, op) => {
    const client = await comet.authenticated();
    // The auth was one.
    for (let n = 1; n < CONTROL_BURST; n++) client.send(op);
    expect(client.isClosedAs).toBeUndefined();
    for (let n = 0; n <= UPSTREAM_BURST + 1; n++) client.send(op);
    await settled();
    expect(client.isClosedAs).toBe('rate-limited');
    expect(comet.counts.closed.byLabel).toEqual({ 'rate-limited': 1 });
  });

  it('before the auth costs it as well', () => {
    const client = comet.client();
    for (let n = 0; n <= CONTROL_BURST; n++) client.send(2);
    expect(client.isClosedAs).toBe('rate-limited');
  });

  it('of connections from one address costs each that is too many, and nobody else', async () => {
    comet.limits.current.maxPerAddress = 3;
    const from = (ip: string) => comet.client({ ip });
    const clients = Array.from({ length: 3 }, () => from('10.0.0.7'));
    expect(from('10.0.0.7').isClosedAs).toBe('too-many-connections');
    expect(from('10.0.0.8').isClosedAs).toBeUndefined();
    clients[0]!.leave();
    expect(from('10.0.0.7').isClosedAs).toBeUndefined();
    expect(clients.slice(1).every((client) => client.isClosedAs === undefined)).toBe(true);
    expect(comet.counts.closed.byLabel).toEqual({ 'too-many-connections': 1, client: 1 });
  });

  it('of packets costs the address of the client as much as many connections, and a client that leaves nothing', () => {
    Object.assign(comet.limits.current, { addressRate: 1, addressBurst: 25 });
    const from = (ip: string) => comet.client({ ip });
    const another = from('10.0.0.8');
    another.leave();
    for (let n = 0; n < 20; n++) expect(from('10.0.0.8').isClosedAs).toBeUndefined();
    const flooding = from('10.0.0.7');
    for (let n = 0; n <= CONTROL_BURST; n++) flooding.send(2);
    for (let n = 0; n < 4; n++) expect(from('10.0.0.7').isClosedAs).toBeUndefined();
    expect(from('10.0.0.7').isClosedAs).toBe('too-many-connections');
  });

  it('is no client that has 50 heartbeats a second', async () => {
    const client = await comet.authenticated();
    for (let n = 0; n < 60 * 50; n++) {
      client.send(2);
      comet.pass(20);
    }
    expect(client.isClosedAs).toBeUndefined();
  });
});

describe('the end of a connection', () => {
  it('is reported once, and takes it out of everything', async () => {
    const client = await comet.authenticated({ key: 'a', roomID: ROOM });
    client.close(Disconnects.idle);
    client.leave();
    await settled();
    expect(comet.logic.callsOf('disconnect').map(({ request }) => ({ ...request }))).toEqual([
      { mid: 7, key: 'a', server: 'comet-1', connection: client.id },
    ]);
    expect([comet.hub.connections, comet.hub.roomCount, comet.table.size]).toEqual([0, 0, 0]);
    expect(comet.counts.closed.byLabel).toEqual({ idle: 1 });
    comet.hub.pushKeys(['a'], 1000, packet('late'));
    expect(client.received).toEqual([]);
  });

  it('before the auth is reported to nobody', async () => {
    comet.client().leave();
    await settled();
    expect(comet.logic.calls).toEqual([]);
    expect(comet.counts.closed.byLabel).toEqual({ client: 1 });
  });
});
