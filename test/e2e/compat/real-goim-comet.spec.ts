import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { connect as connectByTls, type PeerCertificate } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { encodeFrame, Operation } from '#protocol';
import {
  Cluster,
  eventually,
  freePort,
  GoimClient,
  RealGoim,
  TestCertificate,
  type AppProcess,
  type Pusher,
} from '#test-support';

/** A folder with goim's `discovery` and `comet`: without it this is not run. */
const PROGRAMS = process.env['GOIM_BIN'] ?? '';
const OP = 1000;
const WITHIN_MS = 30_000;
const HEARTBEAT_MS = 2_000;
const HANDSHAKE_MS = 1_500;
/** A body has at most so many. */
const MOST_BYTES = 4_096;
const NAMES = ['one.test', 'two.test'];

let goim: RealGoim;
let folder: string;
let cluster: Cluster;
let pusher: Pusher;
let certificates: readonly TestCertificate[];
/** goim's comet, and ours: where clients reach them. */
let sides: readonly Record<'tcp' | 'websocket' | 'wss', string>[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-real-'));
  certificates = await Promise.all(NAMES.map((name) => TestCertificate.make(30, name)));
  const [cert, key] = [certificates.map((one) => one.cert).join(), certificates.map((one) => one.key).join()];
  goim = await RealGoim.start(PROGRAMS, folder);
  const grpc = await freePort();
  cluster = await Cluster.start(['logic'], {
    LOGIC__GRPC__ENABLED: 'true',
    LOGIC__GOIM_COMETS__ADDRESSES: `real=127.0.0.1:${grpc}`,
    LOGIC__SESSION__HEARTBEAT: `${HEARTBEAT_MS}ms`,
    LOGIC__SESSION__HEARTBEAT_MAX: '1',
  });
  const logic = cluster.apps[0]!;
  await goim.register('goim.logic', 'our-logic', new URL(logic.address('grpc')).host);
  const handshakeTimeout = `${HANDSHAKE_MS}ms`;
  // Nothing is behind the buffer of a client: with goim's own settings 1,023 others are there.
  const theirs = await goim.comet('real', grpc, { handshakeTimeout, readBuf: 1, cert, key });
  const ours = await cluster.add('comet', {
    COMET__CONNECTION__HANDSHAKE_TIMEOUT: handshakeTimeout,
    COMET__TLS__CERT: cert,
    COMET__TLS__KEY: key,
    COMET__HTTP__TLS: 'false',
  });
  await cluster.add('job');
  pusher = cluster.pusher(logic);
  sides = [theirs, addressesOf(ours)];
});

afterAll(async () => {
  await cluster.stop();
  await goim.stop();
  await Promise.all(certificates.map((one) => one.remove()));
  await rm(folder, { recursive: true, force: true });
});

function addressesOf(comet: AppProcess): (typeof sides)[number] {
  return { tcp: comet.address('tcp'), websocket: comet.address('websocket'), wss: comet.address('wss') };
}

describe("goim's own comet, as ours", () => {
  it('shows the certificate of the name that it is asked for, of several', async () => {
    for (const { wss } of sides) {
      const seen = await Promise.all(NAMES.map((name) => certificateOf(new URL(wss), name)));
      expect(seen.map(({ subjectaltname }) => subjectaltname)).toEqual(
        NAMES.map((name) => expect.stringContaining(name)),
      );
    }
  });

  it('delivers by WebSocket over TLS', async () => {
    // goim's knows the first certificate for whoever names none.
    const ca = await certificates[0]!.text();
    for (const [n, { wss }] of sides.entries()) {
      const client = await GoimClient.open(wss, { mid: 1, key: `tls-${n}`, room_id: 'live://tls', accepts: [OP] }, ca);
      await eventually('a push has come', WITHIN_MS, async () => {
        await pusher.room(OP, 'live://tls', 'by TLS');
        await client.until((pushes) => pushes.length > 0, 2_000);
      });
      expect(client.pushes[0]).toMatchObject({ op: OP, body: 'by TLS' });
      client.close();
    }
  });

  it.each(['tcp', 'websocket'] as const)(
    'closes who sends no heartbeat, whatever else it sends: %s',
    async (transport) => {
      for (const [n, side] of sides.entries()) {
        const from = performance.now();
        const open = (name: string) =>
          GoimClient.open(side[transport], { mid: 2, key: `${name}-${transport}-${n}`, accepts: [] });
        const [silent, chatty, alive] = await Promise.all([open('silent'), open('chatty'), open('alive')]);
        const stopBeating = alive.beat(HEARTBEAT_MS / 4);
        const chatting = setInterval(() => void chatty.request(OP, 'x').catch(() => undefined), HEARTBEAT_MS / 4);
        try {
          await Promise.all([silent.ended, chatty.ended]);
          expect(performance.now() - from).toBeGreaterThanOrEqual(HEARTBEAT_MS);
          await alive.heartbeat();
        } finally {
          stopBeating();
          clearInterval(chatting);
        }
        alive.close();
      }
    },
  );

  it("takes WebSockets of any site's pages, as ours does not", async () => {
    const opened = sides.map(({ websocket }) => {
      const socket = new WebSocket(websocket, { origin: 'https://another.example' });
      return new Promise<string>((resolve) => {
        socket.once('open', () => resolve('open')).once('error', ({ message }) => resolve(message));
      }).finally(() => socket.terminate());
    });
    expect(await Promise.all(opened)).toEqual(['open', expect.stringContaining('403')]);
  });

  it('closes who does not say in time who it is, also one that sends other packets', async () => {
    for (const { tcp } of sides) {
      const from = performance.now();
      const [mute, other] = await Promise.all([GoimClient.connect(tcp), GoimClient.connect(tcp)]);
      other.write(encodeFrame(Operation.Heartbeat, 1, Buffer.alloc(0)));
      await Promise.all([mute.ended, other.ended]);
      expect(performance.now() - from).toBeGreaterThanOrEqual(HANDSHAKE_MS);
    }
  });
});

describe('faults of goim that ours has not', () => {
  it('9: a client that changes into the room that it is in has left it', async () => {
    const got = await Promise.all(
      sides.map(async ({ tcp }, n) => {
        const client = await GoimClient.open(tcp, { mid: 3, key: `same-${n}`, room_id: 'live://same', accepts: [OP] });
        const stopBeating = client.beat(HEARTBEAT_MS / 4);
        await client.request(Operation.ChangeRoom, 'live://same');
        await pusher.room(OP, 'live://same', 'to the room');
        await pusher.keys(OP, [`same-${n}`], 'behind it');
        await client.until((pushes) => pushes.some(({ body }) => body === 'behind it'), WITHIN_MS);
        stopBeating();
        client.close();
        return client.pushes.map(({ body }) => body);
      }),
    );
    expect(got[0]).not.toContain('to the room');
    expect(got[1]).toContain('to the room');
  });

  it('14: a packet that says it is longer than its message ends the whole comet', async () => {
    const lie = encodeFrame(Operation.Auth, 1, Buffer.from('{"mid":4,"accepts":[]}'));
    lie.writeInt32BE(MOST_BYTES);
    // Those before it bring it to the end of goim's buffer, behind which it then reads.
    const other = encodeFrame(OP, 1, Buffer.alloc(MOST_BYTES - 200));
    for (const { websocket } of sides) await sendAtOnce(new URL(websocket), [other, other, lie]);
    const [theirs, ours] = await Promise.all(
      sides.map(async ({ tcp }) => {
        const client = await GoimClient.open(tcp, { mid: 4, accepts: [] }).catch(() => undefined);
        client?.close();
        return client ? 'lives' : 'is gone';
      }),
    );
    expect([theirs, ours]).toEqual(['is gone', 'lives']);
  });
});

/** Sends WebSocket messages in one write, and resolves when the server says that it closes the connection, or just does. */
async function sendAtOnce({ hostname, port, pathname }: URL, messages: readonly Buffer[]): Promise<void> {
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`;
  socket.write([`GET ${pathname} HTTP/1.1`, `Host: ${hostname}`, ...upgrade, key, '', ''].join('\r\n'));
  await once(socket, 'data');
  const ended = Promise.race([once(socket, 'data'), once(socket, 'close')]);
  socket.write(Buffer.concat(messages.map(masked)));
  await ended;
  socket.destroy();
}

/** As a client's WebSocket message of one frame, with a mask of zeros. */
function masked(message: Buffer): Buffer {
  const isShort = message.length < 126;
  const length = Buffer.from(isShort ? [0x80 | message.length] : [0xfe, message.length >> 8, message.length & 0xff]);
  return Buffer.concat([Buffer.from([0x82]), length, Buffer.alloc(4), message]);
}

async function certificateOf({ hostname, port }: URL, servername: string): Promise<PeerCertificate> {
  const socket = connectByTls({ host: hostname, port: Number(port), servername, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
}
