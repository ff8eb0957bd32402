import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  HttpCode,
  Module,
  Post,
  UseGuards,
  type CanActivate,
  type NestInterceptor,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { Caller } from '#callers/nest';
import { AppError } from '#contracts';
import { MetricsModule } from '#observability';
import { z } from 'zod';
import { FakeCallerTokens, newHttpCallers } from '../../test/fake-callers.js';
import { CalledBy, callerOf } from '../callers/caller.js';
import { HttpCallers } from '../callers/http-callers.js';
import { RequireScope } from '../callers/require-scope.js';
import { ScopeGuard } from '../callers/scope.guard.js';
import { HttpApiModule } from './http-api.module.js';
import { prepareHttp } from './prepare-http.js';
import { ShortWay, type ReadPlainly } from './short-way.js';
import { ShortWays } from './short-ways.js';

const PROBLEM = 'application/problem+json; charset=utf-8';

/** How often the schema was asked: never on the short way. */
let checked: number;
const Counted = z.strictObject({ count: z.number().refine(() => ++checked) });
type Counted = z.output<typeof Counted>;

const plainly: ReadPlainly<[Counted, Caller]> = (request) => {
  const { count, ...rest } = request.body as Counted;
  const isPlain = typeof count === 'number' && Object.keys(rest).length === 0;
  return isPlain ? [{ count }, callerOf(request)] : undefined;
};

@Controller('v1/things')
@RequireScope('push')
class ThingsController {
  @Post('count')
  @HttpCode(202)
  @ShortWay(plainly)
  async count(@Body({ schema: Counted }) { count }: Counted, @CalledBy() { address }: Caller): Promise<object> {
    if (count === 0) throw new AppError('unavailable', 'try again');
    if (count < 0) return Promise.reject(new AppError('forbidden', 'too few'));
    return { count, address };
  }

  @Post('make')
  @ShortWay(plainly)
  make(@Body({ schema: Counted }) { count }: Counted): Promise<object> {
    if (count === 0) throw new AppError('unavailable', 'try again');
    return Promise.resolve({ made: count });
  }
}

let app: NestFastifyApplication;
let open: string[];
let tokens: FakeCallerTokens;

async function start(controller = ThingsController, others: Provider[] = []): Promise<void> {
  @Module({ providers: others })
  class ExtensionModule {}
  const module = await Test.createTestingModule({
    imports: [HttpApiModule, MetricsModule, ExtensionModule],
    controllers: [controller],
    providers: [
      ShortWays,
      ScopeGuard,
      { provide: APP_GUARD, useExisting: ScopeGuard },
      { provide: HttpCallers, useValue: newHttpCallers({ open, tokens }) },
    ],
  }).compile();
  app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  prepareHttp(app, { current: { maxMessage: 1_024 } }, () => undefined);
  app.get(ShortWays).watch(app.getHttpAdapter().getInstance());
  await app.listen(0, '127.0.0.1');
}

async function post(
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; type: string | null; answer: unknown }> {
  const answer = await fetch(`${await app.getUrl()}/v1/things/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, type: answer.headers.get('content-type'), answer: await answer.json() };
}

beforeEach(() => {
  checked = 0;
  open = ['127.0.0.0/8'];
  tokens = new FakeCallerTokens();
});

afterEach(() => app.close());

describe('a handler with a short way', () => {
  it('answers plain requests as Nest would, without asking the schema', async () => {
    await start();
    const plain = await post('count', { count: 7 });
    const made = await post('make', { count: 7 });
    expect(checked).toBe(0);
    expect(plain).toEqual({
      status: 202,
      type: 'application/json; charset=utf-8',
      answer: { count: 7, address: '127.0.0.1' },
    });
    expect(made).toEqual({ status: 201, type: 'application/json; charset=utf-8', answer: { made: 7 } });
    await app.close();

    await start(ThingsController, [
      { provide: APP_INTERCEPTOR, useValue: { intercept: (_, next) => next.handle() } satisfies NestInterceptor },
    ]);
    expect([await post('count', { count: 7 }), await post('make', { count: 7 })]).toEqual([plain, made]);
    expect(checked).toBe(2);
  });

  it('leaves what is not plain, or wrong, to Nest', async () => {
    await start();
    expect(await post('count', { count: 'x' })).toMatchObject({ status: 400, type: PROBLEM });
    expect(await post('count', { count: 7, more: 1 })).toMatchObject({
      status: 400,
      answer: { code: 'invalid-argument' },
    });
    expect(checked).toBe(1);
  });

  it.each([
    ['count', 0, 503, 'unavailable'],
    ['count', -1, 403, 'forbidden'],
    ['make', 0, 503, 'unavailable'],
  ])('%s %i: fails in the form of its path, with %i', async (path, count, status, code) => {
    await start();
    expect(await post(path, { count })).toMatchObject({ status, type: PROBLEM, answer: { code } });
    expect(checked).toBe(0);
  });

  it('has its callers asked for a key', async () => {
    open = [];
    await start();
    expect(await post('count', { count: 7 })).toMatchObject({ status: 401, answer: { code: 'unauthenticated' } });
  });

  it('is not called before a token is verified, nor where it is refused', async () => {
    await start();
    const shown = { authorization: 'Bearer token' };
    tokens.found = { reason: 'signature', message: 'the signature is wrong' };
    expect(await post('count', { count: 7 }, shown)).toMatchObject({
      status: 401,
      answer: { code: 'unauthenticated' },
    });
    tokens.found = { reason: 'unavailable', message: 'no keys' };
    expect(await post('count', { count: 7 }, shown)).toMatchObject({ status: 503, answer: { code: 'unavailable' } });
    tokens.found = { id: 'jwt:', name: 'a shop', scopes: new Set(['read']), push: {} };
    expect(await post('count', { count: 7 }, shown)).toMatchObject({ status: 403, answer: { code: 'forbidden' } });
    tokens.found = { id: 'jwt:', name: 'a shop', scopes: new Set(['push']), push: {} };
    expect(await post('count', { count: 7 }, shown)).toMatchObject({ status: 202, answer: { count: 7 } });
    expect(checked).toBe(0);
    expect(await post('count', { count: 'seven' }, shown)).toMatchObject({ status: 400 });
  });

  it('is called by Nest alone where an extension has a guard', async () => {
    const asked: string[] = [];
    const guard: CanActivate = {
      canActivate: (context) => {
        asked.push(context.getHandler().name);
        return asked.length > 1;
      },
    };
    await start(ThingsController, [{ provide: APP_GUARD, useValue: guard }]);
    expect(await post('count', { count: 7 })).toMatchObject({ status: 403 });
    expect(await post('count', { count: 7 })).toMatchObject({ status: 202 });
    expect([asked, checked]).toEqual([['count', 'count'], 1]);
  });

  it('has no guard of its own', async () => {
    @Controller('v1/guarded')
    class GuardedController extends ThingsController {
      @Post('own')
      @UseGuards({ canActivate: () => false })
      @ShortWay(plainly)
      async own(@Body() body: Counted): Promise<object> {
        return Promise.resolve(body);
      }
    }
    await expect(start(GuardedController)).rejects.toThrow('GuardedController.own has a short way, and __guards__');
  });
});
