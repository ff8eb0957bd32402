import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Post, Req } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { requestBounds } from '#http';
import type { ApiRequest } from '../callers/caller.js';
import { LogicConfig } from '../config/logic.config.js';
import { PortsApart } from './ports-apart.js';

const ROUTES = [
  '/health/live',
  '/health/ready',
  '/metrics',
  '/goim/nodes/weighted',
  '/v1/nodes/weighted',
  '/v1/online',
];

@Controller()
class AllController {
  @Get(ROUTES)
  get(@Req() { caller }: ApiRequest): object {
    return { caller };
  }

  @Post('v1/push/all')
  push(): object {
    return {};
  }
}

let app: NestFastifyApplication;
let ports: PortsApart;
let refused: string[];

afterEach(async () => {
  ports.close();
  await app.close();
});

async function start(settings: object): Promise<Record<string, string>> {
  const module = await Test.createTestingModule({ controllers: [AllController] }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  refused = [];
  const config = LogicConfig.parse(settings);
  ports = new PortsApart(config, app.getHttpAdapter().getInstance(), (reason) => void refused.push(reason));
  await app.listen(0, '127.0.0.1');
  const none = { ops: undefined, public: undefined };
  return { api: await app.getUrl(), ...(await ports.listen(requestBounds(10_000), none, () => undefined)) };
}

/** @returns the routes that answer at an address */
async function servedAt(address: string): Promise<string[]> {
  const answers = await Promise.all(
    ROUTES.map(async (route) => {
      const answer = await fetch(`${address}${route}?x=1`);
      await answer.arrayBuffer();
      return { route, status: answer.status };
    }),
  );
  const push = await fetch(`${address}/v1/push/all`, { method: 'POST' });
  const statuses = new Set([...answers.map(({ status }) => status), push.status]);
  for (const status of statuses) expect([200, 201, 404, 403]).toContain(status);
  return [...answers.filter(({ status }) => status === 200).map(({ route }) => route), ...(push.ok ? ['push'] : [])];
}

describe('the ports of logic', () => {
  it('are one, unless others are asked for', async () => {
    const { api, ...others } = await start({});
    expect(others).toEqual({});
    expect(await servedAt(api!)).toEqual([...ROUTES, 'push']);
  });

  it('serve each its part alone', async () => {
    const own = { enabled: true, port: 0 };
    const { api, ops, public: everybody } = await start({ ops: own, public: own });
    expect(await servedAt(ops!)).toEqual(['/health/live', '/health/ready', '/metrics']);
    expect(await servedAt(everybody!)).toEqual([
      '/health/live',
      '/health/ready',
      '/goim/nodes/weighted',
      '/v1/nodes/weighted',
    ]);
    expect(await servedAt(api!)).toEqual(['/goim/nodes/weighted', '/v1/nodes/weighted', '/v1/online', 'push']);
    for (const path of ['/%6Detrics', '/v1/../metrics', '/nowhere', '/v1/push/%61ll']) {
      expect((await fetch(everybody! + path)).status).toBe(404);
    }
  });

  it('have operators known by their networks, who need no key there', async () => {
    const { ops, api } = await start({ ops: { enabled: true, port: 0 } });
    expect(await (await fetch(`${ops}/metrics`)).json()).toEqual({ caller: { address: '127.0.0.1' } });
    expect(await (await fetch(`${api}/v1/online`)).json()).toEqual({});
    ports.close();
    await app.close();
    const { ops: closed } = await start({ ops: { enabled: true, port: 0, open: ['192.0.2.1'] } });
    for (const path of ['/metrics', '/health/live', '/nowhere']) {
      expect((await fetch(closed! + path)).status).toBe(403);
    }
    expect(refused).toEqual(['network', 'network', 'network']);
  });

  it('show what operators see to no page of another site, whichever sites the API is for', async () => {
    const own = { enabled: true, port: 0 };
    const headers = { origin: 'https://evil.example' };
    const { ops, public: everybody } = await start({ http: { allowedOrigins: ['*'] }, ops: own, public: own });
    expect((await fetch(`${ops}/metrics`, { headers })).status).toBe(403);
    expect(refused).toEqual(['origin']);
    expect((await fetch(`${everybody}/v1/nodes/weighted`, { headers })).status).toBe(200);
  });

  it('say which one cannot be had', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await expect(start({ public: { enabled: true, port } })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port} (public.port): the address is in use`,
    );
    taken.close();
  });
});
