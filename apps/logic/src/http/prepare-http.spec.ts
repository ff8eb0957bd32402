import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Module, Post, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { MetricsModule } from '#observability';
import { prepareHttp } from './prepare-http.js';
import { Dialects } from './dialects.js';
import { HttpApiModule } from './http-api.module.js';
import { pages } from './pages.js';

/** Answers with what it was given for a body. */
class Echo {
  @Post()
  echo(@Body() body: unknown): object {
    return { body: Buffer.isBuffer(body) ? `bytes: ${body.toString()}` : body };
  }
}

@Controller('raw')
class RawController extends Echo {}

@Controller('v1/echo')
class JsonApiController extends Echo {}

/** As an extension writes it, which knows of no dialect. */
@Controller('shop')
class ExtensionController extends Echo {}

/** Beside pages of ours. */
@Controller('docs/own')
class DocsController extends Echo {}

/** Reads a type of its own, as plugins such as @fastify/multipart do. */
@Module({ controllers: [ExtensionController, DocsController] })
class ExtensionModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance();
    fastify.addContentTypeParser('multipart/form-data', { parseAs: 'string' }, (_request, parts, done) => {
      done(null, { parts });
    });
  }
}

const MAX_MESSAGE = 64;

describe('prepareHttp', () => {
  let app: NestFastifyApplication;
  let url: string;
  let refusals: string[];

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [HttpApiModule, MetricsModule, ExtensionModule],
      controllers: [RawController, JsonApiController],
    }).compile();
    app = module.createNestApplication(new FastifyAdapter(), { logger: false });
    app.get(Dialects).add({ paths: /^\/raw/, bodies: 'bytes', answersWrongMethods: false, failure: (why) => why });
    app.get(Dialects).add(pages({ paths: /^\/docs/, name: 'The documentation', home: '/docs' }));
    refusals = [];
    prepareHttp(app, { current: { maxMessage: MAX_MESSAGE } }, (reason) => refusals.push(reason));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterAll(() => app.close());

  async function post(
    path: string,
    type: string | undefined,
    payload: string,
  ): Promise<{ status: number; body?: unknown }> {
    const headers = type === undefined ? undefined : { 'content-type': type };
    const answer = await fetch(url + path, { method: 'POST', headers, body: Buffer.from(payload) });
    const { body } = (await answer.json()) as { body?: unknown };
    return { status: answer.status, body };
  }

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'a=1&b=%C5%BC', { a: '1', b: 'ż' }],
    ['JSON', 'application/json', '{"a":1}', { a: 1 }],
    ['JSON with a charset', 'application/json; charset=utf-8', '{"a":"ż"}', { a: 'ż' }],
    ['a type that it added a parser for', 'multipart/form-data; boundary=x', '--x--', { parts: '--x--' }],
  ])("an extension's controller takes %s", async (_, type, payload, body) => {
    expect(await post('/shop', type, payload)).toEqual({ status: 201, body });
    expect(await post('/docs/own', type, payload)).toEqual({ status: 201, body });
  });

  it("an extension's controller is not given what nobody can read", async () => {
    expect((await post('/shop', 'application/x-unknown', 'x')).status).toBe(415);
  });

  it.each([
    ['application/json'],
    ['text/plain'],
    ['no/such; type='],
    ['application/x-www-form-urlencoded'],
    [undefined],
  ])('a dialect of bytes takes whatever type a body claims: %s', async (type) => {
    expect(await post('/raw', type, '{"a":')).toEqual({ status: 201, body: 'bytes: {"a":' });
  });

  it.each([
    ['application/json'],
    ['Application/JSON; charset=utf-8'],
    ['application/x-www-form-urlencoded'],
    [undefined],
  ])('the JSON API takes JSON, and what `curl -d` says of it: %s', async (type) => {
    expect(await post('/v1/echo', type, '{"a":1}')).toEqual({ status: 201, body: { a: 1 } });
    expect((await post('/v1/echo', type, '{"a":')).status).toBe(400);
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'no/such; type=', ''])(
    'the JSON API refuses a body of any other type, and counts it: %j',
    async (type) => {
      const from = refusals.length;
      expect((await post('/v1/echo', type, '{"a":1}')).status).toBe(415);
      expect(refusals.slice(from)).toEqual(['media-type']);
    },
  );

  it.each([
    ['gzip', 415],
    ['br', 415],
    ['identity, X-GZIP', 415],
    ['Identity', 201],
    ['UTF-8', 201],
    ['', 201],
  ])('the JSON API says that it takes no compressed body, and counts it: %s', async (encoding, status) => {
    const from = refusals.length;
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    const answer = await fetch(`${url}/v1/echo`, { method: 'POST', headers, body: '{"a":1}' });
    expect(answer.status).toBe(status);
    expect(refusals.slice(from)).toEqual(status === 415 ? ['media-type'] : []);
  });

  it('what has no body is taken, whatever a caller says with each request of how bodies are encoded', async () => {
    const from = refusals.length;
    expect((await fetch(`${url}/v1/echo`, { headers: { 'content-encoding': 'gzip' } })).status).toBe(405);
    expect(refusals.slice(from)).toEqual([]);
  });

  it.each(['/raw', '/v1/echo', '/shop'])('a query that cannot be read is refused: %s', async (path) => {
    expect((await post(`${path}?room=%E6%88%BF`, 'application/json', '{}')).status).toBe(201);
    expect((await post(`${path}?room=%B7%BF`, 'application/json', '{}')).status).toBe(400);
  });

  it('the limit of messages is that of the dialects', async () => {
    const long = JSON.stringify('x'.repeat(MAX_MESSAGE));
    const statuses = await Promise.all(
      ['/raw', '/v1/echo', '/shop'].map(async (path) => (await post(path, 'application/json', long)).status),
    );
    expect(statuses).toEqual([413, 413, 201]);
  });

  it('the limit of messages is named, however the length is told', async () => {
    const body = Buffer.from(JSON.stringify('x'.repeat(MAX_MESSAGE)));
    const whole = await fetch(`${url}/raw`, { method: 'POST', body });
    const inParts = await fetch(`${url}/raw`, { method: 'POST', body: new Blob([body]).stream(), duplex: 'half' });
    for (const answer of [whole, inParts]) {
      const message = 'the body is too large: it may have 64 bytes (http.maxMessage)';
      expect(await answer.json()).toMatchObject({ status: 413, message });
    }
  });
});
