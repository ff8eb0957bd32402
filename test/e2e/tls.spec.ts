import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectByTls, type TLSSocket } from 'node:tls';
import { encodeFrame, Operation } from '#protocol';
import { AppProcess, Cluster, TestCertificate, eventually, openLogicDoors, type Pusher } from '#test-support';

const TRANSPORTS = ['tcps', 'wss'] as const;
const OP = 1000;
const DAY_SECONDS = 86_400;
const BIG_MESSAGE_BYTES = 200_000;
const MESSAGES = 60;
const WAIT_MS = 30_000;

/** The certificate that a port shows, by its fingerprint. */
async function fingerprint(address: string): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket: TLSSocket = connectByTls({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

async function statusOf(url: string, ca: string, own: { cert?: Buffer; key?: Buffer } = {}): Promise<number> {
  const [response] = await once(get(url, { ca, ...own, agent: false }), 'response');
  await text(response);
  return response.statusCode as number;
}

describe('by TLS', () => {
  let certificate: TestCertificate;
  let cluster: Cluster;
  let comet: AppProcess;
  let logic: AppProcess;
  let pusher: Pusher;
  let ca: string;

  beforeAll(async () => {
    certificate = await TestCertificate.make();
    ca = await certificate.text();
    cluster = await Cluster.start(['logic', 'comet', 'job'], {
      ...certificate.settings('COMET'),
      JOB__OPS__TLS__CERT: certificate.cert,
      JOB__OPS__TLS__KEY: certificate.key,
      JOB__OPS__TLS__CLIENT_CA: certificate.cert,
      COMET__CONNECTION__MAX_PENDING: '64MiB',
      COMET__PROXIES__PROXY_PROTOCOL: '["127.0.0.1"]',
      LOGIC__AUTH__TRUST_CLIENTS: 'true',
      COMET__PROXIES__PROXY_PROTOCOL_REQUIRED: 'false',
      LOGIC__HTTP__PROXY_PROTOCOL: '["127.0.0.1"]',
      LOGIC__HTTP__PROXY_PROTOCOL_REQUIRED: 'false',
    });
    cluster.ca = ca;
    [logic, comet] = cluster.apps as [AppProcess, AppProcess];
    pusher = cluster.pusher(logic);
  });

  afterAll(async () => {
    await cluster.stop();
    await certificate.remove();
  });

  it('a client by TCP has the address that a load balancer writes before the handshake', async () => {
    const { hostname: host, port } = new URL(comet.address('tcps'));
    const raw = connect({ host, port: Number(port) });
    raw.write('PROXY TCP4 203.0.113.7 127.0.0.1 51234 3105\r\n');
    const socket = connectByTls({ socket: raw, ca });
    socket.write(encodeFrame(Operation.Auth, 1, Buffer.from('{"mid":71,"key":"balanced","accepts":[]}')));
    await once(socket, 'data');
    const answer = await fetch(`${logic.address('http')}/v1/sessions?mid=71`);
    expect(await answer.json()).toMatchObject({ sessions: [{ key: 'balanced', ip: '203.0.113.7' }] });
    socket.destroy();
  });

  it.each(TRANSPORTS)('a client is let in, asks and is pushed to: %s', async (transport) => {
    const key = `first-${transport}`;
    const client = await cluster.client(comet, transport, { key, accepts: [OP], room_id: 'live://tls' });
    expect(await client.heartbeat()).toBeGreaterThan(0);
    await pusher.keys(OP, [key], 'by key');
    await pusher.room(OP, 'live://tls', 'by room');
    await client.until((pushes) => pushes.length === 2, 30_000);
    expect(new Set(client.pushes.map(({ body }) => body))).toEqual(new Set(['by key', 'by room']));
  });

  // What is written past the stream, as to sockets in the clear, would break the records of TLS.
  it.each(TRANSPORTS)('pushes arrive whole and in order, also at one who reads late: %s', async (transport) => {
    const keys = ['late', 'prompt'].map((name) => `${name}-${transport}`);
    const clients = await Promise.all(keys.map((key) => cluster.client(comet, transport, { key, accepts: [OP] })));
    clients[0]!.stopReading();
    const sent = Array.from({ length: MESSAGES }, (_, n) =>
      `${n} `.padEnd(n % 3 === 0 ? BIG_MESSAGE_BYTES : 20, `${n}`),
    );
    for (const body of sent) expect(await pusher.keys(OP, keys, body)).toMatchObject({ status: 200 });
    await clients[1]!.until((pushes) => pushes.length === MESSAGES, 30_000);
    clients[0]!.resumeReading();
    await clients[0]!.until((pushes) => pushes.length === MESSAGES, 30_000);
    for (const client of clients) expect(client.pushes.map(({ body }) => body)).toEqual(sent);
    await clients[0]!.heartbeat();
  });

  it('an ops port answers who has a certificate, and nobody else', async () => {
    const ops = cluster.apps[2]!.address('ops');
    expect(ops).toMatch(/^https:/);
    const [cert, key] = await Promise.all([certificate.cert, certificate.key].map((file) => readFile(file)));
    expect(await statusOf(`${ops}/health/live`, ca, { cert, key })).toBe(200);
    await expect(statusOf(`${ops}/health/live`, ca)).rejects.toThrow();
  });

  it('clients by HTTP are served', async () => {
    expect(comet.address('http')).toMatch(/^https:/);
    expect(await statusOf(`${comet.address('http')}/v1/connections/none/poll?cursor=0`, ca)).toBe(404);
  });

  it('no older version is spoken than is allowed', async () => {
    const { hostname, port } = new URL(comet.address('wss'));
    const old = connectByTls({ host: hostname, port: Number(port), ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' });
    await expect(once(old, 'secureConnect')).rejects.toThrow();
  });

  it('one who does not speak it is counted, and others stay', async () => {
    const client = await cluster.client(comet, 'tcps', {});
    for (const transport of TRANSPORTS) {
      const { hostname, port } = new URL(comet.address(transport));
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write('GET / HTTP/1.1\r\n\r\n'.repeat(20));
      await once(socket, 'close');
    }
    await eventually('both are counted', WAIT_MS, async () => {
      expect(await comet.metric('goim_tls_failed_handshakes_total')).toBeGreaterThanOrEqual(2);
    });
    await client.heartbeat();
  });

  it('a comet that goes tells its clients', async () => {
    const going = await cluster.add('comet', certificate.settings('COMET'));
    const clients = await Promise.all(TRANSPORTS.map((one) => cluster.client(going, one, {})));
    expect(await going.stop()).toBe(0);
    for (const client of clients) expect(await client.ended).toMatchObject({ code: 4001, reason: 'shutdown' });
  });

  it('the time until the certificate expires is a metric', async () => {
    const left = await comet.metric('goim_tls_certificate_expiry_seconds');
    expect(left).toBeGreaterThan(29 * DAY_SECONDS);
    expect(left).toBeLessThanOrEqual(30 * DAY_SECONDS);
  });
});

describe('a certificate that is replaced', () => {
  let certificate: TestCertificate;
  let cluster: Cluster;

  beforeAll(async () => {
    certificate = await TestCertificate.make();
    cluster = await Cluster.start(['logic'], certificate.settings('LOGIC'));
  });

  afterAll(async () => {
    await cluster.stop();
    await certificate.remove();
  });

  it.each<[how: string, workers: string]>([
    ['by itself', '1'],
    ['on SIGHUP', '1'],
    ['on SIGHUP, by all workers', '2'],
  ])('is shown to who comes, and those that are there stay: %s', async (how, workers) => {
    const comet = await cluster.add('comet', { ...certificate.settings('COMET'), COMET__WORKERS: workers });
    cluster.ca = await certificate.text();
    const clients = await Promise.all((['tcps', 'wss'] as const).map((one) => cluster.client(comet, one, {})));
    const ports = ['tcps', 'wss', 'http'].map((name) => comet.address(name));
    const before = await Promise.all(ports.map(fingerprint));
    expect(new Set(before).size).toBe(1);

    await certificate.replace();
    if (how !== 'by itself') comet.signal('SIGHUP');
    await eventually('every worker has the new certificate', WAIT_MS, async () => {
      expect(await comet.metric('goim_tls_reloads_total', 'loaded')).toBeGreaterThanOrEqual(Number(workers));
    });
    const after = await Promise.all(ports.map(fingerprint));
    expect(new Set(after).size).toBe(1);
    expect(after[0]).not.toBe(before[0]);
    for (const client of clients) await client.heartbeat();
    cluster.ca = await certificate.text();
    await (await cluster.client(comet, 'wss', {})).heartbeat();
    await comet.stop();
  });

  it('is left where the new one cannot be used, until one can', async () => {
    const comet = await cluster.add('comet', certificate.settings('COMET'));
    const before = await fingerprint(comet.address('wss'));
    await certificate.breakKey('rubbish');
    comet.signal('SIGHUP');
    await comet.logged('holds no private key in PEM');
    expect(await comet.metric('goim_tls_reloads_total', 'refused')).toBe(1);
    expect(await fingerprint(comet.address('wss'))).toBe(before);
    await certificate.replace();
    comet.signal('SIGHUP');
    await comet.logged('the certificate was replaced');
    expect(await fingerprint(comet.address('wss'))).not.toBe(before);
    await comet.stop();
  });

  it("is logic's as well", async () => {
    const [logic] = cluster.apps as [AppProcess];
    expect(logic.address('http')).toMatch(/^https:/);
    const before = await fingerprint(logic.address('http'));
    await certificate.replace();
    logic.signal('SIGHUP');
    await eventually('logic shows the new certificate', WAIT_MS, async () => {
      expect(await fingerprint(logic.address('http'))).not.toBe(before);
    });
    const ca = await certificate.text();
    expect(await statusOf(`${logic.address('http')}/health/live`, ca)).toBe(200);
    expect(await statusOf(`${logic.address('http')}/goim/online/total`, ca)).toBe(200);
  });
});

describe.each(['comet', 'logic'] as const)('%s refuses its start', (app) => {
  const APP = app.toUpperCase();
  let certificate: TestCertificate;
  let cluster: Cluster;

  beforeAll(async () => {
    certificate = await TestCertificate.make();
    cluster = await Cluster.start([]);
    await openLogicDoors(cluster.broker);
  });

  afterAll(async () => {
    await cluster.stop();
    await certificate.remove();
  });

  async function refusal(settings: Record<string, string>): Promise<string> {
    const run = await AppProcess.run(app, [], { NATS_URL: cluster.broker.url, ...settings });
    expect(run.code).toBe(1);
    expect(run.stderr.split('\n')).toHaveLength(2);
    return run.stderr;
  }

  it('with a certificate without its key', async () => {
    expect(await refusal({ [`${APP}__TLS__CERT`]: certificate.cert })).toContain('tls.key: is needed with tls.cert');
  });

  it('with a file that is not there', async () => {
    const settings = { ...certificate.settings(APP), [`${APP}__TLS__CERT`]: 'nowhere.pem' };
    expect(await refusal(settings)).toContain('tls.cert: nowhere.pem cannot be read: no such file');
  });
});
