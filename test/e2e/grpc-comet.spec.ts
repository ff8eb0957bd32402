import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Changes, Cluster, eventually, type AppProcess, type GoimClient } from '#test-support';
import { WebSocket } from 'ws';
import { GoimCaller, packed, packet, type Fields } from './goim-grpc.js';

const OP = 1000;
const OTHER_OP = 2000;
const ROOM = 'live://1000';
const WAIT_MS = 30_000;
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const UNIMPLEMENTED = 12;

/** The bytes that come by a TCP connection after its auth. */
async function tcpBytes(
  address: string,
  token: object,
): Promise<{ socket: Socket; read(length: number): Promise<Buffer> }> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port) });
  let received = Buffer.alloc(0);
  const changes = new Changes(() => `${received.length} bytes`);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    changes.notify();
  });
  const read = async (length: number): Promise<Buffer> => {
    await changes.until(`${length} bytes came`, WAIT_MS, () => received.length >= length);
    const bytes = received.subarray(0, length);
    received = received.subarray(length);
    return bytes;
  };
  await once(socket, 'connect');
  socket.write(packet(7, JSON.stringify(token), 1));
  await read(packet(8, '', 1).length);
  return { socket, read };
}

describe("a goim job's calls to our comet", () => {
  let cluster: Cluster;
  let comet: AppProcess;
  let job: GoimCaller;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet'], { COMET__GRPC__ENABLED: 'true' });
    comet = cluster.apps[1]!;
    job = new GoimCaller('goim.comet.Comet', comet.address('grpc'));
  });

  afterAll(async () => {
    job.close();
    await cluster.stop();
  });

  it('reach TCP and WebSocket clients byte for byte', async () => {
    const tcp = await tcpBytes(comet.address('tcp'), { key: 'bytes-tcp', room_id: 'live://bytes', accepts: [OP] });
    const websocket = new WebSocket(comet.address('websocket'), { perMessageDeflate: false });
    await once(websocket, 'open');
    websocket.send(packet(7, JSON.stringify({ key: 'bytes-ws', room_id: 'live://bytes', accepts: [OP] })));
    await once(websocket, 'message');
    const messages: Buffer[] = [];
    websocket.on('message', (message: Buffer) => messages.push(message));

    const proto = packed(OP, 'one', '', 'three \u{1f600}');
    const calls: [string, Fields][] = [
      ['PushMsg', { keys: ['bytes-tcp', 'bytes-ws'], protoOp: OP, proto }],
      ['BroadcastRoom', { roomID: 'live://bytes', proto }],
      ['Broadcast', { protoOp: OP, proto, speed: 0 }],
    ];
    for (const [method, request] of calls) {
      const message = once(websocket, 'message');
      expect(await job.call(method, request)).toEqual({});
      expect((await tcp.read(proto.body.length)).equals(proto.body)).toBe(true);
      await message;
    }
    expect(messages.map((message) => message.toString('hex'))).toEqual(
      Array(calls.length).fill(packet(9, proto.body).toString('hex')),
    );
    tcp.socket.destroy();
    websocket.terminate();
  });

  it('are filtered by what a connection accepts, but for those of a room', async () => {
    const some = await cluster.client(comet, 'tcp', { key: 'some', room_id: ROOM, accepts: [OP] });
    const other = await cluster.client(comet, 'tcp', { key: 'other', room_id: ROOM, accepts: [OTHER_OP] });
    const keys = ['some', 'nobody', 'other'];
    await job.call('PushMsg', { keys, protoOp: OP, proto: packed(OP, 'key') });
    await job.call('Broadcast', { protoOp: OTHER_OP, proto: packed(OTHER_OP, 'all') });
    await job.call('BroadcastRoom', { roomID: ROOM, proto: packed(OP, 'room') });
    await Promise.all([some, other].map((client) => client.until((pushes) => pushes.length === 2, 30_000)));
    expect(some.pushes.map(({ body }) => body)).toEqual(['key', 'room']);
    expect(other.pushes.map(({ body }) => body)).toEqual(['all', 'room']);
  });

  it('may have another operation than 9: such a proto is one packet', async () => {
    const client = await cluster.client(comet, 'websocket', { key: 'plain', accepts: [OP] });
    const proto = { ver: 1, op: OP, seq: 0, body: Buffer.from('not packed') };
    await job.call('PushMsg', { keys: ['plain'], protoOp: OP, proto });
    await client.until((pushes) => pushes.length === 1, 30_000);
    expect(client.pushes[0]).toMatchObject({ op: OP, body: 'not packed' });
  });

  it('are answered with the rooms that have members', async () => {
    const client = await cluster.client(comet, 'tcp', { room_id: 'live://short' });
    expect(await job.call('Rooms', {})).toEqual({ rooms: expect.objectContaining({ 'live://short': true }) });
    client.close();
    await eventually('the room has no members', WAIT_MS, async () => {
      expect((await job.call('Rooms', {}))['rooms']).not.toHaveProperty(['live://short']);
    });
  });

  it('pace a broadcast by its speed', async () => {
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => cluster.client(comet, 'tcp', { accepts: [3000] })),
    );
    const started = performance.now();
    await job.call('Broadcast', { protoOp: 3000, proto: packed(3000, 'slow'), speed: 20 });
    await Promise.all(clients.map((client) => client.until((pushes) => pushes.length === 1, 30_000)));
    // 20 connections at 20 a second: the last one comes after some 950 ms.
    expect(performance.now() - started).toBeGreaterThan(500);
  });

  it.each<[method: string, request: Fields, details: string]>([
    ['PushMsg', { keys: [], protoOp: OP, proto: packed(OP, 'x') }, 'keys is empty'],
    ['PushMsg', { keys: ['k'], protoOp: OP }, 'proto is missing'],
    [
      'PushMsg',
      { keys: ['k'], protoOp: OP, proto: { ...packed(OP, 'x'), body: Buffer.from('no packets at all') } },
      'proto.body has to be packets',
    ],
    ['PushMsg', { keys: ['k'], proto: { ver: 40_000, op: 5, body: Buffer.alloc(0) } }, 'proto.ver is 40000'],
    ['Broadcast', { protoOp: OP }, 'proto is missing'],
    ['Broadcast', { protoOp: OP, proto: packed(OP, 'x'), speed: -1 }, 'speed is -1'],
    ['BroadcastRoom', { proto: packed(OP, 'x') }, 'roomID is empty'],
  ])('are refused where they make no sense: %s (%#)', async (method, request, details) => {
    await expect(job.call(method, request)).rejects.toMatchObject({
      code: INVALID_ARGUMENT,
      details: expect.stringContaining(details),
    });
  });

  it('are counted by method and status', async () => {
    await job.call('Rooms', {});
    const counted = await comet.metric('goim_grpc_calls_total', 'method="goim.comet.Comet/Rooms",status="OK"');
    expect(counted).toBeGreaterThan(0);
    expect(await comet.metric('goim_grpc_calls_total', 'status="INVALID_ARGUMENT"')).toBeGreaterThan(0);
  });

  it('health is told by service', async () => {
    const health = new GoimCaller('grpc.health.v1.Health', comet.address('grpc'));
    expect(await health.call('Check', {})).toEqual({ status: 'SERVING' });
    expect(await health.call('Check', { service: 'goim.comet.Comet' })).toEqual({ status: 'SERVING' });
    await expect(health.call('Check', { service: 'goim.logic.Logic' })).rejects.toMatchObject({ code: NOT_FOUND });
    await cluster.broker.halt();
    const becomes = (status: string): Promise<void> =>
      eventually(`the comet is ${status}`, WAIT_MS, async () => {
        expect(await health.call('Check', {})).toEqual({ status });
      });
    await becomes('NOT_SERVING');
    await cluster.broker.restart();
    await becomes('SERVING');
    health.close();
  });

  it('of a service that is not served are unimplemented', async () => {
    const logic = new GoimCaller('goim.logic.Logic', comet.address('grpc'));
    await expect(logic.call('Nodes', {})).rejects.toMatchObject({ code: UNIMPLEMENTED });
    logic.close();
  });
});

describe("a goim job's calls to a comet with several workers", () => {
  const CLIENTS = 40;
  let cluster: Cluster;
  let comet: AppProcess;
  let job: GoimCaller;
  let clients: GoimClient[];

  beforeAll(async () => {
    cluster = await Cluster.start(['logic', 'comet'], { COMET__GRPC__ENABLED: 'true', COMET__WORKERS: '3' });
    comet = cluster.apps[1]!;
    job = new GoimCaller('goim.comet.Comet', comet.address('grpc'));
    clients = await Promise.all(
      Array.from({ length: CLIENTS }, (_, n) =>
        cluster.client(comet, 'tcp', { key: `key-${n}`, room_id: `live://${n}`, accepts: [OP] }),
      ),
    );
  });

  afterAll(async () => {
    job.close();
    await cluster.stop();
  });

  it('reach each client once, whichever worker holds it', async () => {
    const keys = clients.map((_, n) => `key-${n}`);
    await job.call('PushMsg', { keys, protoOp: OP, proto: packed(OP, 'key') });
    await Promise.all(
      keys.map((_, n) => job.call('BroadcastRoom', { roomID: `live://${n}`, proto: packed(OP, `room ${n}`) })),
    );
    await job.call('Broadcast', { protoOp: OP, proto: packed(OP, 'all') });
    await Promise.all(clients.map((client) => client.until((pushes) => pushes.length >= 3, 30_000)));
    await job.call('Broadcast', { protoOp: OP, proto: packed(OP, 'last') });
    await Promise.all(clients.map((client) => client.until((pushes) => pushes.length >= 4, 30_000)));
    for (const [n, { pushes }] of clients.entries()) {
      expect(pushes.map(({ body }) => body)).toEqual(['key', `room ${n}`, 'all', 'last']);
    }
  });

  it('know the rooms of all workers', async () => {
    const { rooms } = await job.call('Rooms', {});
    expect(rooms).toEqual(Object.fromEntries(clients.map((_, n) => [`live://${n}`, true])));
  });
});
