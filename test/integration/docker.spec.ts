import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { parse as parsePath } from 'node:path';
import { promisify } from 'node:util';
import { loadConfig } from '#config';
import { TestCertificate } from '#test-support';
import { CometConfig } from '../../apps/comet/src/config/comet.config.js';
import { JobConfig } from '../../apps/job/src/config/job.config.js';
import { LogicConfig } from '../../apps/logic/src/config/logic.config.js';
import { APP_NODE_OPTIONS } from '../../launcher/app-node-options.mjs';

async function portsIn(file: string, pattern: RegExp): Promise<number[]> {
  const text = await readFile(file, 'utf8');
  return [...text.matchAll(pattern)].map(([, port]) => Number(port)).toSorted((a, b) => a - b);
}

/** The ports that an app listens on where nothing else is configured. */
function defaultPorts(app: string): Promise<number[]> {
  return portsIn(`config/${app}.toml`, /^#port = (\d+)$/gm);
}

describe('the image', () => {
  it('names every port of the apps, as the table in README.md does', async () => {
    const exposed = /^EXPOSE (.+)$/m
      .exec(await readFile('docker/Dockerfile', 'utf8'))![1]!
      .split(' ')
      .map(Number);
    const ports = await Promise.all(['comet', 'logic', 'job'].map(defaultPorts));
    expect(new Set(exposed)).toEqual(new Set(ports.flat()));
    const rows = (await readFile('README.md', 'utf8')).matchAll(/^\| (\d{4}(?:, \d{4})*) +\| +[a-z]/gm);
    const told = new Set([...rows].flatMap(([, row]) => row!.split(', ').map(Number)));
    expect(exposed.filter((port) => !told.has(port))).toEqual([]);
  });

  it('starts an app as npm start does, with its arguments', async () => {
    const entry = /^ENTRYPOINT (.+)$/m.exec(await readFile('docker/Dockerfile', 'utf8'))![1]!;
    const [shell, ...args] = (JSON.parse(entry) as string[]).map((part) => part.replace('exec node', 'exec echo'));
    const { stdout } = await promisify(execFile)(shell!, [...args, 'comet', '--check']);
    const expected = [...APP_NODE_OPTIONS, 'dist/apps/comet/src/main.js', '--config', 'config/comet.toml', '--check'];
    expect(stdout.trim().split(' ')).toEqual(expected);
  });

  it('has the folder of the keys, which its user may write', async () => {
    const asRoot = (await readFile('docker/Dockerfile', 'utf8')).split(/^USER node$/m)[0];
    const { dir } = parsePath(loadConfig({ app: 'logic', schema: LogicConfig, env: {} }).api.keysFile);
    expect(asRoot).toMatch(new RegExp(`^RUN mkdir .*\\b${dir} && chown node:node ${dir}$`, 'm'));
  });

  it('is of the Node.js that the checkout names', async () => {
    const images = (await readFile('docker/Dockerfile', 'utf8')).match(/^FROM \S+/gm);
    const image = `FROM node:${(await readFile('.nvmrc', 'utf8')).trim()}-slim`;
    expect(images).toEqual([image, image]);
  });

  it('has by docker compose every port of the clients published, also those by TLS', async () => {
    const published = await portsIn('docker/compose.yaml', /127\.0\.0\.1:(310\d):/g);
    const [ops, grpc] = [3100, 3109];
    expect(published).toEqual((await defaultPorts('comet')).filter((port) => port !== ops && port !== grpc));
  });
});

describe('docker compose', () => {
  /** What it sets for an app, as it is where nobody sets the variables that it has defaults for. */
  async function settingsOf(app: string): Promise<Record<string, string>> {
    const text = await readFile('docker/compose.yaml', 'utf8');
    const plain = (value: string) => value.replace(/^'(.*)'$/, '$1').replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
    const networks = plain(/^x-networks: &networks (.+)$/m.exec(text)![1]!);
    const lines = text.matchAll(new RegExp(`^ {6}(${app.toUpperCase()}__\\w+): (.+)$`, 'gm'));
    return Object.fromEntries(
      [...lines].map(([, name, value]) => [name, value === '*networks' ? networks : plain(value!)]),
    );
  }

  it('waits for comet as long as comet allows itself to close its clients, and so does npm start', async () => {
    const [compose, main, start] = await Promise.all(
      ['docker/compose.yaml', 'apps/comet/src/main.ts', 'launcher/start.mjs'].map((path) => readFile(path, 'utf8')),
    );
    const closesWithin = Number(/closeWithinMs: ([\d_]+)/.exec(main!)![1]!.replaceAll('_', ''));
    const comet = compose!.split(/^ {2}comet:$/m)[1]!.split(/^ {2}\w+:$/m)[0]!;
    expect(Number(/stop_grace_period: (\d+)s/.exec(comet)![1]) * 1_000).toBeGreaterThan(closesWithin);
    const bound = /STOP_BOUNDS_MS = \{ comet: ([\d_]+)/.exec(start!)![1]!.replaceAll('_', '');
    expect(Number(bound)).toBeGreaterThan(closesWithin);
  });

  it('sets what there is, and has the HTTP API and the ops ports open to the networks of Docker', async () => {
    const logic = loadConfig({ app: 'logic', schema: LogicConfig, env: await settingsOf('logic') });
    const comet = loadConfig({ app: 'comet', schema: CometConfig, env: await settingsOf('comet') });
    const job = loadConfig({ app: 'job', schema: JobConfig, env: await settingsOf('job') });
    for (const { open } of [logic.api, comet.ops, job.ops]) expect(open).toContain('172.16.0.0/12');
    expect(logic.auth.trustClients).toBe(true);
    for (const { host } of [logic.http, comet.tcp, comet.ops, job.ops]) expect(host).toBe('0.0.0.0');
  });
});

describe('the Prometheus of docker compose', () => {
  const defaults = {
    logic: loadConfig({ app: 'logic', schema: LogicConfig, env: {} }),
    comet: loadConfig({ app: 'comet', schema: CometConfig, env: {} }),
    job: loadConfig({ app: 'job', schema: JobConfig, env: {} }),
  };

  it('asks each app where it has its metrics, and names it as the alert rules do', async () => {
    const text = await readFile('docker/prometheus/prometheus.yml', 'utf8');
    const scraped = text.matchAll(/job_name: (\S+)\n.+names: \[(\w+)\], type: A, port: (\d+)/g);
    const { logic, comet, job } = defaults;
    expect([...scraped].map(([, name, host, port]) => [name, host, Number(port)])).toEqual([
      ['goim-logic', 'logic', logic.http.port],
      ['goim-comet', 'comet', comet.ops.port],
      ['goim-job', 'job', job.ops.port],
    ]);
    const rules = await readFile('docker/prometheus/goim.rules.yml', 'utf8');
    const named = [...rules.matchAll(/\bjob="([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(['goim-logic', 'goim-job']));
  });
});

describe('the health check of the image', () => {
  const servers: Server[] = [];
  let certificate: TestCertificate;
  let status: number;

  beforeAll(async () => {
    certificate = await TestCertificate.make();
  });

  afterAll(async () => {
    for (const server of servers) server.close();
    await certificate.remove();
  });

  async function listen(server: Server, host = '127.0.0.1'): Promise<string> {
    server.on('request', (_, response) => response.writeHead(status).end());
    server.listen(0, host);
    await once(server, 'listening');
    servers.push(server);
    return String((server.address() as AddressInfo).port);
  }

  /** @returns the exit code; nobody listens where an app is not said to */
  async function check(settings: Record<string, string>): Promise<number> {
    const nowhere = { LOGIC__HTTP__PORT: '1', LOGIC__OPS__PORT: '1', COMET__OPS__PORT: '1', JOB__OPS__PORT: '1' };
    const child = spawn(process.execPath, ['docker/healthcheck.mjs'], { env: { ...nowhere, ...settings } });
    const [code] = (await once(child, 'exit')) as [number];
    return code;
  }

  it.each(['LOGIC__HTTP__PORT', 'COMET__OPS__PORT', 'JOB__OPS__PORT'])('asks in the clear at %s', async (name) => {
    const port = await listen(createServer());
    status = 200;
    expect(await check({ [name]: port })).toBe(0);
    status = 503;
    expect(await check({ [name]: port })).toBe(1);
  });

  it('asks where ops.host is one address of the machine', async () => {
    const port = await listen(createServer(), '127.0.0.7');
    status = 200;
    expect(await check({ COMET__OPS__PORT: port, COMET__OPS__HOST: '127.0.0.7' })).toBe(0);
    expect(await check({ COMET__OPS__PORT: port, COMET__OPS__HOST: '0.0.0.0' })).toBe(1);
    const own = Object.values(networkInterfaces()).flat();
    const address = own.find((one) => one?.internal === false && one.family === 'IPv4')?.address;
    if (address === undefined) return;
    const other = await listen(createServer(), address);
    expect(await check({ JOB__OPS__PORT: other })).toBe(0);
    status = 503;
    expect(await check({ JOB__OPS__PORT: other })).toBe(1);
  });

  it.each([['TLSv1.2'], ['TLSv1.3']] as const)(
    'takes a port that wants a certificate, by %s, or another network, for one that runs',
    async (version) => {
      const [key, cert] = await Promise.all([readFile(certificate.key), certificate.text()]);
      const tls = { key, cert, ca: cert, requestCert: true, minVersion: version, maxVersion: version };
      const wanting = await listen(createTlsServer(tls));
      expect(await check({ COMET__OPS__PORT: wanting })).toBe(0);
      status = 503;
      // Whoever says so is heard before.
      expect(await check({ LOGIC__OPS__PORT: wanting, LOGIC__HTTP__PORT: await listen(createServer()) })).toBe(1);
      status = 403;
      expect(await check({ COMET__OPS__PORT: await listen(createServer()) })).toBe(0);
      status = 404;
      expect(await check({ COMET__OPS__PORT: await listen(createServer()) })).toBe(1);
    },
  );

  it('asks logic by TLS where it has a certificate, whether the environment or its file names it', async () => {
    const [key, cert] = await Promise.all([readFile(certificate.key), certificate.text()]);
    const port = await listen(createTlsServer({ key, cert }));
    const named: Record<string, string> = { LOGIC__TLS__CERT: certificate.cert };
    for (const settings of [named, {}]) {
      status = 200;
      expect(await check({ LOGIC__HTTP__PORT: port, ...settings })).toBe(0);
      status = 503;
      expect(await check({ LOGIC__HTTP__PORT: port, ...settings })).toBe(1);
    }
  });
});
