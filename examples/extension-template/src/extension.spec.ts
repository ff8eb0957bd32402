import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { Global, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { PushService, type SessionRecord, type UpstreamMessage } from 'goim-nest/extension';
import ExtensionModule from './extension.module.js';
import { MuteInterceptor } from './mute.interceptor.js';
import { SessionCounter } from './session-counter.js';

/** Stands for logic, whose `PushService` every module may inject. */
const pushed: string[] = [];
const push = {
  toMids: async (_operation: number, _mids: number[], message: Uint8Array) => {
    pushed.push(Buffer.from(message).toString());
  },
};

@Global()
@Module({ providers: [{ provide: PushService, useValue: push }], exports: [PushService] })
class LogicStub {}

let database: PGlite;
let server: PGLiteSocketServer;
let app: NestFastifyApplication;

beforeAll(async () => {
  // PostgreSQL in this process, on a free port: nothing is to be installed for the tests.
  database = await PGlite.create();
  server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0, maxConnections: 10 });
  await server.start();
  process.env['DATABASE_URL'] = `postgres://postgres@${server.getServerConn()}/postgres`;
  const module = await Test.createTestingModule({ imports: [LogicStub, ExtensionModule] }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
});

afterAll(async () => {
  await app?.close();
  await server?.stop();
  await database?.close();
});

async function ask(path: string, method = 'GET', body?: object): Promise<unknown> {
  const init = body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  return (await fetch((await app.getUrl()) + path, { method, ...init })).json();
}

it('refuses what a muted member says, until it may speak again', async () => {
  const said = { mid: 7 } as UpstreamMessage;
  const interceptor = app.get(MuteInterceptor);
  expect(await interceptor.intercept(said)).toEqual({ action: 'pass' });
  const member = { mid: '7', sessions: 0, mutedBecause: 'mind your language' };
  expect(await ask('/members/7/mute', 'PUT', { reason: 'mind your language' })).toEqual(member);
  expect(await interceptor.intercept(said)).toEqual({ action: 'refuse', reason: 'mind your language' });
  expect(await ask('/members/7/mute', 'DELETE')).toEqual({ ...member, mutedBecause: null });
  expect(await interceptor.intercept(said)).toEqual({ action: 'pass' });
  expect(pushed).toEqual(['{"muted":"mind your language"}', '{"muted":null}']);
});

it.each([undefined, {}, { reason: 7 }])('mutes nobody for no reason: %j', async (body) => {
  expect(await ask('/members/9/mute', 'PUT', body)).toMatchObject({ statusCode: 400 });
  expect(await ask('/members/9')).toMatchObject({ statusCode: 404 });
});

it('counts the sessions of each member, in whatever order they are reported', async () => {
  const counter = app.get(SessionCounter);
  const session = { mid: 8 } as SessionRecord;
  await Promise.all([counter.onSessionEnd(session), counter.onSessionBegin(session), counter.onSessionBegin(session)]);
  expect(await ask('/members/8')).toEqual({ mid: '8', sessions: 1, mutedBecause: null });
  await counter.onSessionBegin({ mid: 0 } as SessionRecord);
  expect(await ask('/members/0')).toMatchObject({ statusCode: 404 });
});
