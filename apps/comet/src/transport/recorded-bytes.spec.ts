import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Disconnects, withMessage, type RoomKey, type SessionKey } from '#contracts';
import { encodeFrame } from '#protocol';
import { eventually } from '#test-support';
import { WebSocketServer } from 'ws';
import { packet } from '../../test/fake-outlet.js';
import { SessionFixture } from '../../test/session-fixture.js';
import { Goodbyes } from './goodbyes.js';
import { TcpConnection } from './tcp/tcp.connection.js';
import { WebSocketConnection } from './websocket/websocket.connection.js';

const WITHIN_MS = 30_000;
const KEY = 'key' as SessionKey;
const ROOM = 'live://1' as RoomKey;
const EPOCH = 1_764_360_000;

const goodbyes = new Goodbyes({ free: 1 }, () => 0);

let comet: SessionFixture;
let server: Server | WebSocketServer;
let client: Socket;
let received: Buffer;
/** Frames a message of the client as its transport has it. */
let framed: (packet: Buffer) => Buffer;

type Step = [what: string, act: () => void, tcp: string, websocket: string];

function send(op: number, seq: number, body: string): void {
  client.write(framed(encodeFrame(op, seq, Buffer.from(body))));
}

function pushRoom(text: string, id: number): void {
  comet.hub.pushRoom(ROOM, packet(text), { epoch: EPOCH, ids: [id], prev: id - 1024, transient: [] });
}

/**
 * What a client of version 1 was sent before there was a version 2: recorded with the code of then. The pushes have ids,
 * which such a client must not see.
 */
const STEPS: Step[] = [
  [
    'is let in',
    () => send(7, 1, '{"mid":7}'),
    '00000010001000010000000800000001',
    '821000000010001000010000000800000001',
  ],
  [
    'sends a heartbeat',
    () => send(2, 2, ''),
    '0000001400100001000000030000000200000001',
    '82140000001400100001000000030000000200000001',
  ],
  [
    'joins a room',
    () => send(18, 3, 'live://2'),
    '000000180010000100000013000000036c6976653a2f2f32',
    '8218000000180010000100000013000000036c6976653a2f2f32',
  ],
  [
    'joins another room',
    () => send(18, 4, 'live://5'),
    '00000018001000010000001300000004' + '6c6976653a2f2f35',
    '821800000018001000010000001300000004' + '6c6976653a2f2f35',
  ],
  [
    'joins the last room that it may',
    () => send(18, 6, 'live://3'),
    '000000180010000100000013000000066c6976653a2f2f33',
    '8218000000180010000100000013000000066c6976653a2f2f33',
  ],
  [
    'may not join one more',
    () => send(18, 7, 'live://4'),
    '0000002a0010000100000013000000077b226572726f72223a22746f6f2d6d616e792d726f6f6d73227d',
    '822a0000002a0010000100000013000000077b226572726f72223a22746f6f2d6d616e792d726f6f6d73227d',
  ],
  [
    'leaves a room',
    () => send(20, 8, 'live://2'),
    '000000180010000100000015000000086c6976653a2f2f32',
    '8218000000180010000100000015000000086c6976653a2f2f32',
  ],
  [
    'subscribes to operations',
    () => send(14, 10, '1001,1002'),
    '00000019001000010000000f0000000a313030312c31303032',
    '821900000019001000010000000f0000000a313030312c31303032',
  ],
  [
    'gets a push to its room',
    () => pushRoom('hello', 2048),
    '0000001500100001000003e80000000068656c6c6f',
    '8225000000250010000100000009000000000000001500100001000003e80000000068656c6c6f',
  ],
  [
    'gets two pushes in one write',
    () => {
      pushRoom('one', 3072);
      pushRoom('two', 4096);
      comet.clock.advance(5);
    },
    '0000001300100001000003e8000000006f6e650000001300100001000003e80000000074776f',
    '8236000000360010000100000009000000000000001300100001000003e8000000006f6e650000001300100001000003e80000000074776f',
  ],
  [
    'gets a push by key',
    () => {
      const origin = { epoch: EPOCH, id: 2048, mids: [], prevs: [1024], transient: false };
      comet.hub.pushKeys([KEY], 1000, packet('to the key'), origin);
    },
    '0000001a00100001000003e800000000746f20746865206b6579',
    '822a0000002a0010000100000009000000000000001a00100001000003e800000000746f20746865206b6579',
  ],
  [
    'gets a broadcast',
    () => comet.hub.pushAll(1000, packet('all'), 0, { epoch: EPOCH, ids: [2048], prev: 1024, transient: [] }),
    '0000001300100001000003e800000000616c6c',
    '8223000000230010000100000009000000000000001300100001000003e800000000616c6c',
  ],
  [
    'changes its room',
    () => send(12, 11, 'live://9'),
    '00000018001000010000000d0000000b6c6976653a2f2f39',
    '821800000018001000010000000d0000000b6c6976653a2f2f39',
  ],
  [
    'is closed',
    () => comet.hub.channel(KEY)!.outlet.close(withMessage(Disconnects.kicked, 'bye')),
    '000000510010000100000006000000007b22636f6465223a343530342c22726561736f6e223a226b69636b6564222c227265636f6e6e656374223a66616c73652c226d657373616765223a22627965227d',
    '880d11986b69636b65643a20627965',
  ],
];

beforeEach(() => {
  comet = new SessionFixture();
  comet.logic.grant({ mid: 7, key: KEY, roomID: ROOM });
  received = Buffer.alloc(0);
});

afterEach(async () => {
  client.destroy();
  const closed = once(server, 'close');
  server.close();
  await closed;
});

async function connectTo({ port }: AddressInfo): Promise<void> {
  client = connect(port, '127.0.0.1');
  await once(client, 'connect');
}

function listen(): void {
  client.on('data', (bytes) => (received = Buffer.concat([received, bytes])));
}

async function connectByTcp(): Promise<void> {
  const tcp = createServer((socket) => TcpConnection.attach(socket, comet.sessions, goodbyes)).listen(0, '127.0.0.1');
  server = tcp;
  await once(tcp, 'listening');
  await connectTo(tcp.address() as AddressInfo);
  framed = (bytes) => bytes;
  listen();
}

/** By hand, so that the frames of WebSocket are seen as well. */
async function connectByWebSocket(): Promise<void> {
  const websockets = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  websockets.on('connection', (socket, request) =>
    WebSocketConnection.attach(socket, request, comet.sessions, goodbyes),
  );
  server = websockets;
  await once(websockets, 'listening');
  await connectTo(websockets.address() as AddressInfo);
  const key = Buffer.alloc(16).toString('base64');
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13';
  client.write(`GET /sub HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\nSec-WebSocket-Key: ${key}\r\n\r\n`);
  await once(client, 'data');
  // Masked, as a client's frames are, with the mask 0.
  framed = (bytes) => Buffer.concat([Buffer.from([0x82, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
  listen();
}

describe.each([
  ['TCP', connectByTcp, (step: Step) => step[2]],
  ['WebSocket', connectByWebSocket, (step: Step) => step[3]],
])('what a client of version 1 is sent by %s', (_transport, open, recorded) => {
  it('is byte for byte what it was before version 2', async () => {
    await open();
    let expected = '';
    for (const step of STEPS) {
      const [what, act] = step;
      expected += recorded(step);
      act();
      await eventually(`the client ${what}`, WITHIN_MS, () => expect(received.toString('hex')).toBe(expected));
    }
  });
});
