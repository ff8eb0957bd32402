import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Controller, Delete, Param, Post, Query } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { AppError } from '#contracts';
import { AuditLog } from '#callers/nest';
import { LiveConfig } from '#config';
import { FakeAuditLog } from '../../test/fake-callers.js';
import { Audited, AuditedSettings, onlyOfQuery } from './audited.js';

@Controller('things')
class ThingsController {
  @Delete(':name')
  @Audited('thing-removed')
  remove(@Param('name') name: string, @Query('reason') reason?: string): string {
    if (reason === 'wrong') throw new AppError('invalid-argument', 'no reason');
    if (name === 'none') throw new AppError('not-found', 'no such thing');
    return reason ?? '';
  }

  @Post('many')
  @Audited('things-made', ({ query }) => ((query as { count: string }).count === '0' ? undefined : { made: true }))
  make(): string {
    return 'made';
  }

  @Post('any')
  @Audited('any-made', onlyOfQuery('operation', 'speed'))
  makeAny(): string {
    return 'made';
  }
}

const log = new FakeAuditLog();
const written = log.entries;
let app: NestFastifyApplication;

beforeAll(async () => {
  const module = await Test.createTestingModule({
    controllers: [ThingsController],
    providers: [{ provide: AuditLog, useValue: log }],
  }).compile();
  app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
});

beforeEach(() => void (written.length = 0));
afterAll(() => app.close());

async function send(method: string, path: string): Promise<void> {
  await (await fetch(`${await app.getUrl()}/things/${path}`, { method })).text();
}

it('says who asked for what, and that it was done', async () => {
  await send('DELETE', 'one?reason=old');
  expect(written).toEqual([
    {
      action: 'thing-removed',
      caller: { address: '127.0.0.1' },
      outcome: 'done',
      details: { name: 'one', reason: 'old' },
    },
  ]);
});

it('says what it failed with, and nothing of what was wrong from the start', async () => {
  await send('DELETE', 'none');
  await send('DELETE', 'one?reason=wrong');
  expect(written).toMatchObject([{ outcome: 'not-found', details: { name: 'none' } }]);
});

it('leaves out what the handler says is not worth a line', async () => {
  await send('POST', 'many?count=0');
  await send('POST', 'many?count=1');
  expect(written).toMatchObject([{ action: 'things-made', details: { made: true } }]);
});

it.each(['access%5Ftoken', 'ACCESS_TOKEN'])('leaves a key out that stands in the query as %s', async (name) => {
  await send('POST', `any?operation=1000&${name}=goim_a_b`);
  expect(written).toMatchObject([{ details: { operation: '1000' } }]);
  expect(JSON.stringify(written)).not.toContain('goim_a_b');
});

it('says which settings have changed, and by what, and nothing of a reading that changed none', async () => {
  const given = { password: 'before' };
  const live = LiveConfig.still(z.strictObject({ password: z.string() }), given);
  new AuditedSettings(live, log);
  await live.reload('file');
  given.password = 'after';
  await live.reload('bucket');
  expect(written).toEqual([
    {
      action: 'settings-changed',
      outcome: 'restart-needed',
      details: { source: 'bucket', applied: [], waiting: ['password'] },
    },
  ]);
});
