import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Global, Injectable, Logger, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { requestBounds } from '#http';
import { HealthReaders } from './health.controller.js';
import { Metrics } from './metrics.js';
import { guardOps } from './ops-adapter.js';
import { OpsModule } from './ops.module.js';
import { ReadinessCheck } from './readiness.js';

@Injectable()
class BusReadiness extends ReadinessCheck {
  readonly name = 'bus';
  connected = true;
  override check(): void {
    if (!this.connected) throw new Error('not connected to NATS');
  }
}

@Injectable()
class MirrorReadiness extends ReadinessCheck {
  readonly name = 'sessions';
  loading: Promise<void> = Promise.resolve();
  override check(): Promise<void> {
    return this.loading;
  }
}

@Injectable()
class ArchiveReadiness extends ReadinessCheck {
  readonly name = 'archive';
  override readonly isVital = false;
  isAway = false;
  override check(): void {
    if (this.isAway) throw new Error('the archive is away');
  }
}

@Injectable()
class Pushes {
  readonly counter;
  constructor(metrics: Metrics) {
    this.counter = metrics.counter('goim_pushes_total', 'Pushes.');
  }
}

@Global()
@Module({ providers: [BusReadiness], exports: [BusReadiness] })
class BusModule {}

@Module({ providers: [MirrorReadiness, ArchiveReadiness, Pushes], exports: [MirrorReadiness, ArchiveReadiness] })
class SessionModule {}

let app: NestFastifyApplication;
let open = ['127.0.0.0/8'];

/** @param readers who is told what fails; everybody unless given */
async function start(readers?: HealthReaders): Promise<NestFastifyApplication> {
  @Global()
  @Module({
    providers: readers ? [{ provide: HealthReaders, useValue: readers }] : [],
    exports: readers ? [HealthReaders] : [],
  })
  class ReadersModule {}

  const module = await Test.createTestingModule({
    imports: [
      BusModule,
      SessionModule,
      ReadersModule,
      OpsModule.forRoot({ imports: [SessionModule], checks: [BusReadiness, MirrorReadiness, ArchiveReadiness] }),
    ],
  })
    .setLogger(lines)
    .compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter({ http: requestBounds(10_000) }));
  guardOps(app, { host: '127.0.0.1', open, allowedHosts: ['ops.example'] });
  await app.listen(0, '127.0.0.1');
  return app;
}

const written: string[] = [];
const lines = {
  log: (line: unknown) => written.push(`log ${String(line)}`),
  warn: (line: unknown) => written.push(`warn ${String(line)}`),
  error: (line: unknown) => written.push(`error ${String(line)}`),
};

// Not app.inject: what it loads is ESM from CommonJS, which Jest cannot do.
async function get(path: string) {
  const response = await fetch((await app.getUrl()) + path, { headers: { connection: 'close' } });
  return { statusCode: response.status, body: await response.text(), headers: Object.fromEntries(response.headers) };
}

afterEach(async () => {
  await app.close();
  Logger.overrideLogger(false);
  written.length = 0;
});

/** The status that is answered to such headers, which `fetch` would not send. */
async function statusFor(headers: Record<string, string>): Promise<number | undefined> {
  const asked = request(`${await app.getUrl()}/metrics`, { headers: { connection: 'close', ...headers } }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('OpsModule', () => {
  it('refuses pages of others, by the name that they ask for and by their origin, and counts them', async () => {
    await start();
    expect(await statusFor({ host: 'ops.example' })).toBe(200);
    expect(await statusFor({ host: 'evil.example' })).toBe(421);
    expect(await statusFor({ origin: 'http://evil.example' })).toBe(403);
    const { body } = await get('/metrics');
    expect(body).toContain('goim_refused_total{port="ops",reason="host"} 1');
    expect(body).toContain('goim_refused_total{port="ops",reason="origin"} 1');
  });

  it('refuses who names no host, and counts it', async () => {
    await start();
    written.length = 0;
    const socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
    socket.end('GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 400 [^]*the header Host is not there/);
    expect((await get('/metrics')).body).toContain('goim_refused_total{port="ops",reason="ambiguous"} 1');
    expect(written).toEqual([]);
  });

  it('reads no body, so that one which is broken off is a refusal that is counted, and no error in the log', async () => {
    await start();
    written.length = 0;
    const socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
    socket.write('POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 405 [^]*\r\nallow: GET, HEAD\r\n/i);
    const closed = once(socket, 'close');
    socket.resetAndDestroy();
    await closed;
    expect((await get('/metrics')).body).toContain('goim_refused_total{port="ops",reason="method"} 1');
    expect(written).toEqual([]);
  });

  it('answers whoever may ask, however many sockets are held there: the oldest goes', async () => {
    await start();
    const held: Socket[] = [];
    const port = Number(new URL(await app.getUrl()).port);
    for (let n = 0; n < 64; n++) {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      held.push(socket);
      await once(socket, 'connect');
    }
    const oldest = once(held[0]!, 'close');
    const { statusCode, body } = await get('/metrics');
    await oldest;
    expect(statusCode).toBe(200);
    expect(body).toContain('goim_refused_total{port="ops",reason="connections"} 1');
    for (const socket of held) socket.destroy();
  });

  it('keeps no connection of a network that may not ask', async () => {
    open = ['10.0.0.0/8'];
    await start();
    open = ['127.0.0.0/8'];
    const response = await fetch(`${await app.getUrl()}/metrics`);
    await response.arrayBuffer();
    expect([response.status, response.headers.get('connection')]).toEqual([403, 'close']);
  });

  it('refuses networks that may not ask', async () => {
    open = ['10.0.0.0/8'];
    await start();
    open = ['127.0.0.0/8'];
    expect((await get('/metrics')).statusCode).toBe(403);
    expect((await get('/health/live')).statusCode).toBe(403);
  });

  it('is alive whatever the checks say', async () => {
    await start();
    app.get(BusReadiness).connected = false;
    expect(await get('/health/live')).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
  });

  it('is ready when every check passes', async () => {
    await start();
    const { statusCode, body, headers } = await get('/health/ready');
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      status: 'ok',
      details: { bus: { status: 'up' }, sessions: { status: 'up' } },
    });
    expect(headers['cache-control']).toContain('no-store');
  });

  it('answers 503 with the check that failed and why', async () => {
    await start();
    app.get(BusReadiness).connected = false;
    const { statusCode, body } = await get('/health/ready');
    expect(statusCode).toBe(503);
    expect(JSON.parse(body)).toMatchObject({
      status: 'error',
      error: { bus: { status: 'down', message: 'not connected to NATS' } },
      info: { sessions: { status: 'up' } },
    });
  });

  it('tells those who may not read it that something fails, and no more', async () => {
    const asked: unknown[] = [];
    let mayRead = false;
    await start({
      mayRead: ({ headers }) => {
        asked.push(headers['connection']);
        return mayRead;
      },
    });
    expect(await get('/health/ready')).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
    app.get(BusReadiness).connected = false;
    expect(await get('/health/ready')).toMatchObject({ statusCode: 503, body: '{"status":"error"}' });
    mayRead = true;
    expect((await get('/health/ready')).body).toContain('not connected to NATS');
    expect(asked).toEqual(['close', 'close', 'close']);
  });

  it('is degraded, and ready all the same, without what it can do without', async () => {
    await start();
    app.get(ArchiveReadiness).isAway = true;
    const { statusCode, body } = await get('/health/ready');
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      status: 'degraded',
      details: { archive: { status: 'degraded', message: 'the archive is away' }, bus: { status: 'up' } },
    });
  });

  it('takes a check that hangs for one that failed', async () => {
    await start();
    app.get(MirrorReadiness).loading = new Promise(() => undefined);
    const { statusCode, body } = await get('/health/ready');
    expect(statusCode).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ error: { sessions: { message: 'timeout of 2000ms exceeded' } } });
  });

  it('writes a line when readiness changes, not one a probe', async () => {
    await start();
    written.length = 0;
    await get('/health/ready');
    await get('/health/ready');
    app.get(BusReadiness).connected = false;
    await get('/health/ready');
    await get('/health/ready');
    app.get(BusReadiness).connected = true;
    await get('/health/ready');
    expect(written).toEqual(['warn not ready', 'log ready again']);
  });

  it('exposes the metrics of the app as Prometheus text', async () => {
    await start();
    app.get(Pushes).counter.inc(3);
    const { statusCode, body, headers } = await get('/metrics');
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toContain('goim_pushes_total 3');
    expect(body).toContain('process_resident_memory_bytes');
  });

  it('is ready without any checks', async () => {
    const module = await Test.createTestingModule({ imports: [OpsModule.forRoot()] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await app.listen(0, '127.0.0.1');
    expect((await get('/health/ready')).statusCode).toBe(200);
  });

  it('is not ready while the app shuts down', async () => {
    await start();
    let answer: Awaited<ReturnType<typeof get>> | undefined;
    const mirror = app.get<MirrorReadiness & { beforeApplicationShutdown?(): Promise<void> }>(MirrorReadiness);
    mirror.beforeApplicationShutdown = async () => {
      answer = await get('/health/ready');
    };
    await app.close();
    expect(answer?.statusCode).toBe(503);
    expect(answer?.body).toContain('shutting_down');
  });
});
