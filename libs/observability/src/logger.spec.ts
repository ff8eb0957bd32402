import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppError } from '#contracts';
import { nestLogger, setLogLevel } from './logger.js';

const written: string[] = [];
const destination = { write: (text: string) => void written.push(text) };
const options = { app: 'comet', level: 'info', destination } as const;

function lines(action: () => void): Record<string, unknown>[] {
  written.length = 0;
  action();
  return written.map((line) => JSON.parse(line) as Record<string, unknown>);
}

@Module({})
class AppModule {}

const FAULT = new Error('no such certificate');

@Module({
  providers: [
    {
      provide: 'certificate',
      useFactory: () => {
        throw FAULT;
      },
    },
  ],
})
class FailingModule {}

describe('nestLogger', () => {
  const logger = new Logger('Hub');

  it('writes one JSON line with app, pid, ISO time, level, context and the given fields', () => {
    Logger.overrideLogger(nestLogger(options));
    const [line, ...more] = lines(() => logger.log('joined', { room: 'live://1', members: 2 }));
    expect(more).toEqual([]);
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      app: 'comet',
      pid: process.pid,
      context: 'Hub',
      msg: 'joined',
      room: 'live://1',
      members: 2,
    });
  });

  it('writes errors with type, message and stack', () => {
    const [line] = lines(() => logger.error('push failed', { err: new TypeError('no') }));
    expect(line).toMatchObject({
      level: 'error',
      msg: 'push failed',
      err: { type: 'TypeError', message: 'no', stack: expect.stringContaining('logger.spec') },
    });
  });

  // A comet that started without logic wrote twenty lines of stack for it.
  it('writes failures that are foreseen by code and message, and faults of ours with their stack', () => {
    const cause = new Error('timeout');
    const [line] = lines(() => {
      logger.warn('cannot ask logic', { err: new AppError('unavailable', 'nobody answers', { cause }) });
    });
    expect(line).toMatchObject({ err: { code: 'unavailable', message: 'nobody answers: timeout' } });
    expect(line!['err']).not.toHaveProperty('stack');
    const [fault] = lines(() => logger.error('fault', { err: new AppError('internal', 'internal error') }));
    expect(fault).toMatchObject({ err: { code: 'internal', stack: expect.any(String) } });
  });

  it('leaves out what is below the level, which can change at run time', () => {
    expect(lines(() => logger.debug('a'))).toEqual([]);
    setLogLevel('debug');
    expect(lines(() => logger.debug('b'))).toMatchObject([{ level: 'debug', msg: 'b' }]);
    setLogLevel('info');
  });

  it('keeps a line break in a text inside the line', () => {
    expect(lines(() => logger.log('a\n{"level":"fatal"}'))).toHaveLength(1);
    expect(written[0]!.trimEnd()).not.toContain('\n');
  });

  it('writes what Nest says during boot, and nothing for a request', async () => {
    written.length = 0;
    const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
      logger: nestLogger(options),
      abortOnError: false,
    });
    await app.listen(0, '127.0.0.1');
    expect(written.join('')).toContain('InstanceLoader');
    written.length = 0;
    expect((await fetch(await app.getUrl(), { headers: { connection: 'close' } })).status).toBe(404);
    expect(written).toEqual([]);
    await app.close();
  });

  it('writes no error that Nest throws as well: whoever starts the app is given it, and tells it', async () => {
    const create = (module: object): Promise<NestFastifyApplication> =>
      NestFactory.create(module, new FastifyAdapter(), { logger: nestLogger(options), abortOnError: false });
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const app = await create(AppModule);
    written.length = 0;
    await expect(create(FailingModule)).rejects.toBe(FAULT);
    const { port } = other.address() as AddressInfo;
    await expect(app.listen(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(written.filter((line) => line.includes('"error"'))).toEqual([]);
    expect(written).not.toEqual([]);
    await app.close();
    other.close();
  });
});
