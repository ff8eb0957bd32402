import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { encodeFrame, MAX_INBOUND_BODY_BYTES, Operation, readFrames } from '#protocol';
import { Cluster, eventually, type AppProcess, type Ended, type GoimClient } from '#test-support';
import { WebSocket } from 'ws';
import {
  AUTH,
  BAD_BODIES,
  BAD_BYTES,
  BAD_MESSAGES,
  BAD_TOKENS,
  EMPTY,
  HEARTBEAT,
  IGNORED_BODIES,
} from './bad-input.js';

const TRANSPORTS = ['tcp', 'websocket'] as const;
type Transport = (typeof TRANSPORTS)[number];

const HANDSHAKE_TIMEOUT_MS = 1_000;
const WAIT_MS = 30_000;
/** Of the comet whose clients are late on purpose; the others' have all the time that a busy machine needs. */
const IMPATIENT = { COMET__CONNECTION__HANDSHAKE_TIMEOUT: `${HANDSHAKE_TIMEOUT_MS}ms` };
const PATIENT = { COMET__CONNECTION__HANDSHAKE_TIMEOUT: '60s' };

const AUTH_REFUSED = { code: 4503, reason: 'auth-refused' };
const HANDSHAKE_TIMEOUT = { code: 4004, reason: 'handshake-timeout' };

let cluster: Cluster;
let comet: AppProcess;
let impatient: AppProcess;
let bystanders: GoimClient[];

beforeAll(async () => {
  cluster = await Cluster.start(['logic', 'comet'], PATIENT);
  comet = cluster.apps[1]!;
  impatient = await cluster.add('comet', IMPATIENT);
  bystanders = await Promise.all(
    TRANSPORTS.map((transport) => cluster.client(comet, transport, { room_id: 'live://1' })),
  );
});

afterAll(() => cluster.stop());

async function othersAreServed(): Promise<boolean> {
  await Promise.all(bystanders.map((client) => client.heartbeat()));
  return comet.isRunning;
}

interface Consequences {
  readonly ended: Ended;
  readonly counted: number;
  readonly othersAreServed: boolean;
}

/** Runs what ends a connection, and tells how it ended, how often the fault was counted, and what it meant for others. */
async function consequences(fault: string, end: () => Promise<Ended>): Promise<Consequences> {
  const before = await comet.metric('goim_malformed_total', `fault="${fault}"`);
  const ended = await end();
  const counted = (await comet.metric('goim_malformed_total', `fault="${fault}"`)) - before;
  return { ended, counted, othersAreServed: await othersAreServed() };
}

const MALFORMED_ALONE = {
  ended: expect.objectContaining({ code: 4502, reason: 'malformed' }),
  counted: 1,
  othersAreServed: true,
};

describe.each(TRANSPORTS)('by %s, a client that sends', (transport: Transport) => {
  it.each(BAD_BYTES)('%s is closed as malformed before its auth', async (_, bytes, fault) => {
    const happened = await consequences(fault, async () => {
      const client = await cluster.connect(comet, transport);
      client.write(bytes);
      return client.ended;
    });
    expect(happened).toEqual(MALFORMED_ALONE);
  });

  it.each(BAD_BYTES)('%s is closed as malformed after its auth', async (_, bytes, fault) => {
    const happened = await consequences(fault, async () => {
      const client = await cluster.client(comet, transport, {});
      client.write(bytes);
      return client.ended;
    });
    expect(happened).toEqual(MALFORMED_ALONE);
  });

  it.each(BAD_BODIES)('%s is closed as malformed', async (_, op, body) => {
    const happened = await consequences('bad-body', async () => {
      const client = await cluster.client(comet, transport, {});
      client.write(encodeFrame(op, 1, Buffer.from(body)));
      return client.ended;
    });
    expect(happened).toEqual(MALFORMED_ALONE);
  });

  it.each(IGNORED_BODIES)('%s is answered, and counted', async (_, op, body, why, answer = body) => {
    const before = await comet.metric('goim_frames_ignored_total', `why="${why}"`);
    const client = await cluster.client(comet, transport, {});
    const reply = await client.request(op, body);
    expect([reply.op, reply.body.toString()]).toEqual([op + 1, answer]);
    expect(await comet.metric('goim_frames_ignored_total', `why="${why}"`)).toBe(before + 1);
    await client.heartbeat();
  });

  it.each(BAD_TOKENS)('a token with %s is refused', async (_, token) => {
    const client = await cluster.connect(comet, transport);
    client.write(encodeFrame(Operation.Auth, 1, Buffer.from(token)));
    expect(await client.ended).toMatchObject(AUTH_REFUSED);
    expect(await othersAreServed()).toBe(true);
  });

  it('frames before its auth has them ignored', async () => {
    const [ignored, heartbeats] = await Promise.all([
      comet.metric('goim_frames_ignored_total', 'why="before-auth"'),
      comet.metric('goim_heartbeats_total'),
    ]);
    const client = await cluster.connect(comet, transport);
    client.write(HEARTBEAT);
    client.write(encodeFrame(Operation.Subscribe, 2, Buffer.from('not even looked at')));
    await client.auth({});
    expect(await comet.metric('goim_frames_ignored_total', 'why="before-auth"')).toBe(ignored + 2);
    expect(await comet.metric('goim_heartbeats_total')).toBe(heartbeats);
    await client.heartbeat();
  });

  it('the longest body there is is answered', async () => {
    const client = await cluster.client(comet, transport, {});
    const body = Buffer.alloc(MAX_INBOUND_BODY_BYTES, 'x');
    expect((await client.request(Operation.SendMessage, body)).op).toBe(Operation.SendMessageReply);
  });

  it.each([99, 100, 999])("operation %i, which is nobody's, is answered as a message", async (op) => {
    const client = await cluster.client(comet, transport, {});
    expect(await client.request(op, Buffer.from('hi'))).toMatchObject({ op });
  });

  it("an operation that is the server's to send has it ignored", async () => {
    const ignored = await comet.metric('goim_frames_ignored_total', 'why="unknown-operation"');
    const client = await cluster.client(comet, transport, {});
    client.write(encodeFrame(Operation.HeartbeatReply, 1, EMPTY));
    await client.heartbeat();
    expect(await comet.metric('goim_frames_ignored_total', 'why="unknown-operation"')).toBe(ignored + 1);
  });
});

describe('by TCP', () => {
  it('one byte at a time is enough', async () => {
    const client = await cluster.connect(comet, 'tcp');
    const bytes = encodeFrame(Operation.Auth, 0x7fff_ffff, Buffer.from('{"room_id":"live://bytes"}'));
    for (const byte of bytes) {
      client.write(Buffer.of(byte));
      await turn();
    }
    expect(await client.heartbeat()).toBe(1);
  });

  it('many packets at once are answered in their order', async () => {
    const client = await cluster.client(comet, 'tcp', {});
    const operations = Array.from({ length: 500 }, (_, n) => n);
    const replies = await Promise.all(operations.map((n) => client.request(Operation.Subscribe, String(n))));
    expect(replies.map(({ body }) => Number(body.toString()))).toEqual(operations);
  });

  it('a connection that is reset costs nobody else', async () => {
    const { hostname, port } = new URL(comet.address('tcp'));
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    socket.write(AUTH);
    await once(socket, 'data');
    socket.resetAndDestroy();
    await once(socket, 'close');
    expect(await othersAreServed()).toBe(true);
  });
});

describe('by WebSocket, a message', () => {
  it.each(BAD_MESSAGES)('that %s closes the connection as malformed', async (_, bytes) => {
    const happened = await consequences('truncated', async () => {
      const client = await cluster.client(comet, 'websocket', {});
      client.write(bytes);
      return client.ended;
    });
    expect(happened).toEqual(MALFORMED_ALONE);
  });

  /** A WebSocket of the library, which sends what a goim client would not. */
  async function withWebSocket<T>(use: (websocket: WebSocket) => Promise<T>): Promise<T> {
    const websocket = new WebSocket(comet.address('websocket'));
    try {
      await once(websocket, 'open');
      return await use(websocket);
    } finally {
      websocket.terminate();
    }
  }

  async function nextReply(websocket: WebSocket): Promise<number> {
    const [message] = (await once(websocket, 'message')) as [Buffer];
    return readFrames(message, MAX_INBOUND_BODY_BYTES)[0]!.op;
  }

  it('of text is read as bytes', async () => {
    await withWebSocket(async (websocket) => {
      websocket.send(AUTH, { binary: false });
      expect(await nextReply(websocket)).toBe(Operation.AuthReply);
    });
  });

  it('in fragments is one message', async () => {
    await withWebSocket(async (websocket) => {
      websocket.send(AUTH.subarray(0, 3), { fin: false });
      websocket.send(AUTH.subarray(3, 17), { fin: false });
      websocket.send(AUTH.subarray(17), { fin: true });
      expect(await nextReply(websocket)).toBe(Operation.AuthReply);
    });
  });

  it('may hold several packets', async () => {
    const client = await cluster.connect(comet, 'websocket');
    const heartbeats = await comet.metric('goim_heartbeats_total');
    client.write(Buffer.concat([AUTH, HEARTBEAT, HEARTBEAT]));
    // Answered behind the two.
    await client.heartbeat();
    expect(await comet.metric('goim_heartbeats_total')).toBe(heartbeats + 3);
  });

  it('is pinged and ponged', async () => {
    await withWebSocket(async (websocket) => {
      websocket.ping('there?');
      const [pong] = (await once(websocket, 'pong')) as [Buffer];
      expect(pong.toString()).toBe('there?');
    });
  });

  // These break RFC 6455, which has close codes of its own.
  it.each([
    ['is above 64 KiB', Buffer.concat([Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 1]), Buffer.alloc(4)]), 1009],
    ['is not masked', Buffer.concat([Buffer.from([0x82, HEARTBEAT.length]), HEARTBEAT]), 1002],
    ['has a reserved bit', Buffer.from([0xf2, 0x80, 0, 0, 0, 0]), 1002],
    ['has an unknown opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0]), 1002],
    ['continues nothing', Buffer.from([0x80, 0x80, 0, 0, 0, 0]), 1002],
    ['is a ping in fragments', Buffer.from([0x09, 0x80, 0, 0, 0, 0]), 1002],
    ['is a ping that is too long', Buffer.from([0x89, 0xfe, 0, 126, 0, 0, 0, 0]), 1002],
  ])('that %s closes the connection, and is counted', async (_, bytes, code) => {
    const before = await comet.metric('goim_malformed_total', 'fault="websocket-protocol"');
    expect(await rawWebSocket(bytes)).toBe(code);
    expect(await comet.metric('goim_malformed_total', 'fault="websocket-protocol"')).toBe(before + 1);
    expect(await othersAreServed()).toBe(true);
  });

  it.each([
    ['another path', '/other', 400],
    ['a path below it', '/sub/more', 400],
  ])('to %s is refused', async (_, path, status) => {
    const url = new URL(path, comet.address('websocket'));
    const websocket = new WebSocket(url);
    const [, response] = (await once(websocket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(status);
    websocket.on('error', () => undefined);
    websocket.terminate();
  });

  it('is asked for where a plain request comes', async () => {
    const response = await fetch(comet.address('websocket').replace('ws:', 'http:'));
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket']);
  });
});

describe('a client that is not authenticated in time', () => {
  // Side by side: they wait.
  it.concurrent.each<[string, Transport, Buffer]>([
    ['says nothing by TCP', 'tcp', EMPTY],
    ['says nothing by WebSocket', 'websocket', EMPTY],
    ['sends half an auth', 'tcp', AUTH.subarray(0, 10)],
    ['sends something else', 'tcp', HEARTBEAT],
  ])('and %s is closed', async (_, transport, bytes) => {
    const from = performance.now();
    const client = await cluster.connect(impatient, transport);
    // Frames that are ignored buy no time.
    const again = setInterval(() => bytes === HEARTBEAT && client.write(bytes), 200);
    if (bytes.length > 0) client.write(bytes);
    const ended = await client.ended;
    clearInterval(again);
    expect(ended).toMatchObject(HANDSHAKE_TIMEOUT);
    expect(performance.now() - from).toBeGreaterThanOrEqual(HANDSHAKE_TIMEOUT_MS);
  });

  it.concurrent.each([
    ['nothing', ''],
    ['half an upgrade', 'GET /sub HTTP/1.1\r\nHost: comet\r\n'],
  ])('and sends %s to the WebSocket port is closed', async (_, text) => {
    const from = performance.now();
    const { hostname, port } = new URL(impatient.address('websocket'));
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    if (text) socket.write(text);
    socket.resume();
    await once(socket, 'close');
    expect(performance.now() - from).toBeGreaterThanOrEqual(HANDSHAKE_TIMEOUT_MS);
  });

  it('leaves nothing behind', async () => {
    await eventually('no connection is left', WAIT_MS, async () => {
      expect(await impatient.metric('goim_connections')).toBe(0);
    });
    await eventually('those with a session are the only ones left', WAIT_MS, async () => {
      expect(await comet.metric('goim_connections')).toBe(await comet.metric('goim_sessions'));
    });
    expect(await othersAreServed()).toBe(true);
  });
});

/** Upgrades a bare socket, sends these bytes, and resolves with the code of the server's close frame. */
async function rawWebSocket(bytes: Buffer): Promise<number> {
  const { hostname, port } = new URL(comet.address('websocket'));
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  try {
    socket.write(
      'GET /sub HTTP/1.1\r\nHost: comet\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (!answer.toString('latin1').startsWith('HTTP/1.1 101 ')) throw new Error(answer.toString('latin1'));
    socket.write(bytes);
    const [frame] = (await once(socket, 'data')) as [Buffer];
    if (frame[0] !== 0x88) throw new Error(`not a close frame: ${frame.toString('hex')}`);
    return frame.readUInt16BE(2);
  } finally {
    socket.destroy();
  }
}
