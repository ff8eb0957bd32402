import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { All, Body, Controller, Get, Post } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { requestBounds } from '#http';
import { MetricsModule } from '#observability';
import type { FastifyInstance } from 'fastify';
import { FakeCallerTokens, newHttpCallers } from '../../test/fake-callers.js';
import { HttpCallers } from '../callers/http-callers.js';
import { Public, RequireScope } from '../callers/require-scope.js';
import { ScopeGuard } from '../callers/scope.guard.js';
import { LogicConfig } from '../config/logic.config.js';
import { CallersFirst } from './callers-first.js';
import { HttpApiModule } from './http-api.module.js';
import { PortsApart } from './ports-apart.js';
import { prepareHttp } from './prepare-http.js';

const NO_JSON = '{';

@Controller(['v1/things', 'shop'])
@RequireScope('push')
class ThingsController {
  @Post(['take', '/also/:name/'])
  take(@Body() body: object): object {
    return body;
  }

  @Get('count')
  @RequireScope('read')
  count(): object {
    return { count: 1 };
  }

  @Public()
  @Post('hello')
  hello(@Body() body: object): object {
    return body;
  }

  @All('any')
  any(@Body() body: object): object {
    return body;
  }
}

/** As an extension writes it that knows of no scopes. */
@Controller()
class UnsaidController {
  @Post('unsaid')
  unsaid(@Body() body: object): object {
    return body;
  }
}

let app: NestFastifyApplication;
let tokens: FakeCallerTokens;
let addresses: Record<string, string>;
let ports: PortsApart;
/** How many bodies any parser was given. */
let parsed: number;

type AddParser = (types: unknown, options: unknown, parser: (...given: unknown[]) => unknown) => unknown;

/** Counts what the parsers are given that are added from now on. */
function countParsed(fastify: FastifyInstance): void {
  parsed = 0;
  const add = fastify.addContentTypeParser.bind(fastify) as AddParser;
  const counted: AddParser = (types, options, parser) =>
    add(types, options, (...given) => {
      parsed++;
      return parser(...given);
    });
  Object.assign(fastify, { addContentTypeParser: counted });
}

beforeEach(async () => {
  tokens = new FakeCallerTokens();
  const module = await Test.createTestingModule({
    imports: [HttpApiModule, MetricsModule],
    controllers: [ThingsController, UnsaidController],
    providers: [
      CallersFirst,
      ScopeGuard,
      { provide: APP_GUARD, useExisting: ScopeGuard },
      { provide: HttpCallers, useValue: newHttpCallers({ open: [], tokens }) },
    ],
  }).compile();
  app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  countParsed(fastify);
  const own = { enabled: true, port: 0 };
  ports = new PortsApart(LogicConfig.parse({ ops: own, public: own }), fastify, () => undefined);
  prepareHttp(app, { current: { maxMessage: 1_024 } }, () => undefined);
  app.get(CallersFirst).watch(fastify);
  // As the middleware of an extension, which Nest adds behind all else.
  fastify.addHook('onRequest', ({ url }, reply, done) => {
    if (url === '/of-an-extension') void reply.send({ answered: true });
    else done();
  });
  await app.listen(0, '127.0.0.1');
  const none = { ops: undefined, public: undefined };
  addresses = { http: await app.getUrl(), ...(await ports.listen(requestBounds(10_000), none, () => undefined)) };
});

afterEach(async () => {
  ports.close();
  await app.close();
});

async function statusOf(method: string, path: string, headers: Record<string, string> = {}): Promise<number> {
  const body = method === 'POST' || method === 'PUT' ? NO_JSON : undefined;
  const answer = await fetch((await app.getUrl()) + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

it.each([
  ['POST', '/v1/things/take'],
  ['POST', '/shop/also/x'],
  ['PUT', '/shop/any'],
  ['POST', '/unsaid'],
  ['GET', '/v1/things/count'],
  ['HEAD', '/v1/things/count'],
])('nothing that a stranger sends is read: %s %s', async (method, path) => {
  expect(await statusOf(method, path)).toBe(401);
});

it('what a caller sends who may is read, as what anybody sends to a route for all', async () => {
  expect(await statusOf('POST', '/shop/hello')).toBe(400);
  const shown = { authorization: 'Bearer token' };
  tokens.found = { id: 'jwt:', name: 'a shop', scopes: new Set(['push']), push: {} };
  expect(await statusOf('POST', '/v1/things/take', shown)).toBe(400);
  expect(await statusOf('GET', '/shop/count', shown)).toBe(403);
  expect(await statusOf('POST', '/unsaid', shown)).toBe(403);
  tokens.found = { reason: 'signature', message: 'the signature is wrong' };
  expect(await statusOf('POST', '/v1/things/take', shown)).toBe(401);
});

it.each([
  ['POST', '/v1/nope', 404, { code: 'not-found', detail: 'Cannot POST /v1/nope' }],
  ['PUT', '/v1/things/take', 405, { code: 'method-not-allowed', detail: 'PUT is none of POST' }],
  ['POST', '/nope', 404, { code: 'not-found', detail: 'Cannot POST /nope' }],
  ['POST', '/unsaid/', 404, { code: 'not-found' }],
])('no body is read where there is no route, at any port: %s %s gets %i', async (method, path, status, told) => {
  const headers = { 'content-type': 'application/json' };
  for (const at of ['http', 'ops', 'public']) {
    for (const body of [NO_JSON, '{}']) {
      const answer = await fetch(`${addresses[at]}${path}?a=1`, { method, headers, body });
      expect([at, answer.status, await answer.json()]).toEqual([at, status, expect.objectContaining(told)]);
      expect(answer.headers.get('allow')).toBe(status === 405 ? 'POST' : null);
    }
  }
  expect(parsed).toBe(0);
  await statusOf('POST', '/shop/hello');
  expect(parsed).toBe(1);
});

it('what an extension answers where there is no route is still answered', async () => {
  expect(await statusOf('POST', '/of-an-extension')).toBe(200);
});

it('a refusal has the form of its API, and says what is needed', async () => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${await app.getUrl()}/v1/things/take`, { method: 'POST', headers, body: NO_JSON });
  expect([answer.status, answer.headers.get('www-authenticate'), answer.headers.get('content-type')]).toEqual([
    401,
    'Bearer',
    'application/problem+json; charset=utf-8',
  ]);
  expect(await answer.json()).toMatchObject({ code: 'unauthenticated' });
});

it('answers what is only read in turn, and those of one caller that too many of wait ahead of not at all', async () => {
  tokens.found = { id: 'jwt:', name: 'a shop', scopes: new Set(['read']), push: {} };
  const request = 'GET /v1/things/count HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer reader\r\n';
  const { hostname, port } = new URL(await app.getUrl());
  const socket = connect(Number(port), hostname);
  socket.write(`${request}\r\n`.repeat(199) + `${request}Connection: close\r\n\r\n`);
  const answers = (await text(socket)).split('HTTP/1.1 ').slice(1);
  const refused = answers.filter((answer) => answer.startsWith('429'));
  expect(answers).toHaveLength(200);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.filter((answer) => answer.startsWith('200')).length).toBeGreaterThanOrEqual(64);
  expect(refused[0]).toMatch(/retry-after: 1\r/i);
});
