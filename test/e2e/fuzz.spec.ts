import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { encodeFrame, Operation } from '#protocol';
import { Cluster, eventually, type AppProcess, type GoimClient } from '#test-support';
import { searchAsync } from '#test-support/fuzz';

/** Over the network, each input takes longer. */
const PATIENCE = 5;
/** Longer than any timeout of the servers, so what is not over by then hangs. */
const HANG_MS = 60_000;
/** The status of the answer, behind any "100 Continue". */
const HTTP_STATUS = /^(?:HTTP\/1\.1 1\d\d [^\r]*\r\n\r\n)*HTTP\/1\.1 ([2-5]\d\d) /;

let cluster: Cluster;
let logic: AppProcess;
let comet: AppProcess;
let bystanders: GoimClient[];

beforeAll(async () => {
  cluster = await Cluster.start(['logic', 'comet', 'job'], {
    COMET__CONNECTION__HANDSHAKE_TIMEOUT: '2s',
    // The bystanders send a heartbeat after each input, and a quick machine tries a thousand a second.
    COMET__CONNECTION__CONTROL_RATE: '0',
  });
  [logic, comet] = cluster.apps as [AppProcess, AppProcess];
  bystanders = await Promise.all(
    (['tcp', 'websocket'] as const).map((transport) => cluster.client(comet, transport, { room_id: 'live://1' })),
  );
});

afterAll(() => cluster.stop());

const int32 = fc.integer();
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('live://1', '1000,1001', ''));
const token = fc.oneof(
  fc.constant('{}'),
  fc.json(),
  fc
    .record(
      { mid: fc.anything(), key: text, room_id: text, accepts: fc.array(int32), platform: text },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part))),
);
const body = fc.oneof(
  text.map((string) => Buffer.from(string)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);
const packet = fc.oneof(
  fc.record({ op: fc.constant(Operation.Auth), body: token.map((string) => Buffer.from(string)) }),
  fc.record({ op: fc.oneof(fc.integer({ min: 0, max: 25 }), fc.constantFrom(1000, 2 ** 31 - 1), int32), body }),
);
const goodBytes = fc
  .record({ packet, seq: int32 })
  .map(({ packet: { op, body: bytes }, seq }) => encodeFrame(op, seq, bytes));
const badBytes = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));
/** What a client sends: mostly packets, an auth first as often as not. */
const conversation = fc
  .record({
    auth: fc.option(token),
    rest: fc.array(fc.oneof({ arbitrary: goodBytes, weight: 6 }, { arbitrary: badBytes, weight: 1 }), { maxLength: 8 }),
  })
  .map(({ auth, rest }) => [...(auth === null ? [] : [encodeFrame(Operation.Auth, 1, Buffer.from(auth))]), ...rest]);
const ending = fc.constantFrom('end', 'reset', 'destroy');
type Ending = 'end' | 'reset' | 'destroy';

/** A connection, what came by it, and its end. */
class RawClient {
  readonly socket: Socket;
  private readonly chunks: Buffer[] = [];
  /** Resolves when the connection is closed; rejects where it hangs. */
  readonly closed: Promise<void>;
  private arrived: () => void = () => undefined;

  constructor(address: string) {
    const { hostname, port } = new URL(address);
    this.socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.socket.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.arrived();
    });
    // A reset is one of the ways to end.
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the connection hangs for ${HANG_MS} ms`)), HANG_MS);
      this.socket.on('close', () => {
        clearTimeout(timer);
        this.arrived();
        resolve();
      });
    });
  }

  /** Resolves with the status that a request is answered with, NaN where there is none; what follows may have no end. */
  async status(): Promise<number> {
    for (;;) {
      const status = Number(HTTP_STATUS.exec(Buffer.concat(this.chunks).toString('latin1'))?.[1]);
      if (status || this.socket.closed) return status;
      await Promise.race([new Promise<void>((resolve) => (this.arrived = resolve)), this.closed]);
    }
  }

  /** Resolves when the kernel has it, or the connection is gone. */
  write(bytes: Buffer | string): Promise<void> {
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }
}

/** Sends the chunks, one after the other so that they arrive apart as often as not, and ends the connection in that way. */
async function talk(address: string, chunks: readonly Buffer[], how: Ending): Promise<void> {
  const client = new RawClient(address);
  for (const chunk of chunks) await client.write(chunk);
  if (how === 'end') client.socket.end();
  else if (how === 'reset') client.socket.resetAndDestroy();
  else client.socket.destroy();
  await client.closed;
}

async function othersAreServed(): Promise<boolean> {
  await Promise.all(bystanders.map((client) => client.heartbeat()));
  return comet.isRunning && logic.isRunning;
}

/** Resolves when every connection but the bystanders' is gone. */
async function nothingIsLeft(): Promise<void> {
  await eventually('the bystanders are the only ones left', HANG_MS, async () => {
    expect(await comet.metric('goim_connections')).toBe(bystanders.length);
  });
}

/** A client's WebSocket frame (RFC 6455, 5.2), masked with zeros, so that the payload stands in it as it is. */
function websocketFrame(first: number, payload: Buffer): Buffer {
  const length = payload.length < 126 ? Buffer.of(0x80 | payload.length) : Buffer.alloc(3, 0xfe);
  if (length.length === 3) length.writeUInt16BE(payload.length, 1);
  return Buffer.concat([Buffer.of(first), length, Buffer.alloc(4), payload]);
}

const UPGRADE =
  'GET /sub HTTP/1.1\r\nHost: comet\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

describe('comet, whatever its clients send', () => {
  it('serves the others, and keeps no connection: TCP', async () => {
    await searchAsync(
      fc.asyncProperty(conversation, ending, async (chunks, how) => {
        await talk(comet.address('tcp'), chunks, how);
        expect(await othersAreServed()).toBe(true);
      }),
      PATIENCE,
    );
    await nothingIsLeft();
  });

  it('serves the others, and keeps no connection: WebSocket', async () => {
    const frames = fc
      .record({ chunks: conversation, first: fc.oneof(fc.constantFrom(0x82, 0x81, 0x02, 0x88, 0x89), fc.nat(255)) })
      .map(({ chunks, first }) => chunks.map((chunk, n) => websocketFrame(n === 0 ? 0x82 : first, chunk)));
    const raw = fc.array(badBytes, { maxLength: 4 });
    await searchAsync(
      fc.asyncProperty(fc.oneof(frames, raw), fc.boolean(), ending, async (chunks, upgrades, how) => {
        await talk(comet.address('websocket'), upgrades ? [Buffer.from(UPGRADE), ...chunks] : [...chunks], how);
        expect(await othersAreServed()).toBe(true);
      }),
      PATIENCE,
    );
    await nothingIsLeft();
  });
});

describe('whatever is asked by HTTP', () => {
  const visible = fc.string({
    unit: fc.constantFrom(...Array.from({ length: 94 }, (_, n) => String.fromCodePoint(0x21 + n))),
    maxLength: 40,
  });
  const escaped = visible.map((string) => encodeURIComponent(string));
  const known = fc.constantFrom(
    '/goim/push/keys',
    '/goim/push/mids',
    '/goim/push/room',
    '/goim/push/all',
    '/goim/online/top',
    '/goim/online/room',
    '/goim/online/total',
    '/goim/nodes/weighted',
    '/goim/nodes/instances',
    '/1/push',
    '/1/pushs',
    '/1/push/room',
    '/1/push/all',
    '/v1/push/batch',
    '/v1/rooms',
    '/v1/sessions',
    '/v1/nodes',
    '/docs',
    '/v1/connections',
    '/v1/connections/x/poll',
    '/v1/connections/x/events',
    '/v1/connections/x/frames',
    '/v1/events',
  );
  const path = fc.oneof(
    known,
    fc.tuple(known, escaped).map(([start, rest]) => `${start}/${rest}`),
    visible.map((p) => `/${p}`),
  );
  const name = fc.constantFrom(
    'operation',
    'keys',
    'mids',
    'type',
    'room',
    'rooms',
    'speed',
    'limit',
    'uid',
    'rid',
    'mid',
  );
  const query = fc
    .array(fc.tuple(name, fc.oneof(escaped, visible, int32.map(String), fc.constantFrom('live', '1000'))), {
      maxLength: 5,
    })
    .map((pairs) => pairs.map(([key, value]) => `${key}=${value}`).join('&'));
  const header = fc.tuple(
    fc.constantFrom('content-type', 'idempotency-key', 'accept', 'x-forwarded-for', 'expect', 'authorization'),
    fc.oneof(visible, fc.constantFrom('application/json', 'text/plain')),
  );
  const content = fc.oneof(
    fc.json(),
    visible,
    fc.constant('{"pushes":[{"to":"room","room":"live://1","operation":1000,"message":"x"}]}'),
    token,
    fc.constant('[{"op":2},{"op":12,"body":"live://1"}]'),
    fc.constant('{"operation":1000,"keys":["a"],"mids":[1],"room":"live://1","message":"x"}'),
  );
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
    path,
    query,
    headers: fc.array(header, { maxLength: 3 }),
    content,
  });

  it.each(['logic', 'comet'] as const)('%s answers, and never by an error of its own', async (asked) => {
    const app = asked === 'logic' ? logic : comet;
    await searchAsync(
      fc.asyncProperty(request, async ({ method, path: target, query: search, headers, content: sent }) => {
        const lines = [
          `${method} ${target}?${search} HTTP/1.1`,
          `Host: localhost`,
          'Connection: close',
          `Content-Length: ${Buffer.byteLength(sent)}`,
          ...headers.map(([key, value]) => `${key}: ${value}`),
        ];
        const client = new RawClient(app.address('http'));
        await client.write(`${lines.join('\r\n')}\r\n\r\n${sent}`);
        const status = await client.status();
        client.socket.destroy();
        expect(status).toBeGreaterThanOrEqual(200);
        expect(status).not.toBe(500);
        expect(app.isRunning).toBe(true);
      }),
      PATIENCE,
    );
    await nothingIsLeft();
  });
});

it('has met nothing that comet did not foresee', async () => {
  expect(await comet.metric('goim_connections_closed_total', 'reason="internal"')).toBe(0);
});
