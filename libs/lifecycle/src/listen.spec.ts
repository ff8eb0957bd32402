import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { bootFailure } from './boot-failure.js';
import { ListenError, listenOn, printAddress } from './listen.js';

@Module({})
class AppModule {}

async function takenPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}

describe('listenOn', () => {
  it('names address, key and reason when a Nest app finds its port taken', async () => {
    const { port, close } = await takenPort();
    const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
      logger: false,
      abortOnError: false,
    });
    const error = await rejection(
      listenOn({ key: 'http.port', host: '127.0.0.1', port }, () => app.listen(port, '127.0.0.1')),
    );
    expect(error).toBeInstanceOf(ListenError);
    expect(bootFailure(error)).toBe(`cannot listen on 127.0.0.1:${port} (http.port): the address is in use`);
    await app.close();
    close();
  });

  it('names an address that this machine does not have, and a name that does not resolve', async () => {
    const listen = (host: string) => () =>
      new Promise((resolve, reject) =>
        createServer()
          .once('error', reject)
          .listen(0, host, () => resolve(undefined)),
      );
    // 192.0.2.0/24 is reserved for documentation (RFC 5737).
    expect(
      bootFailure(await rejection(listenOn({ key: 'tcp.host', host: '192.0.2.1', port: 0 }, listen('192.0.2.1')))),
    ).toBe('cannot listen on 192.0.2.1:0 (tcp.host): this machine does not have that address');
    expect(
      bootFailure(await rejection(listenOn({ key: 'tcp.host', host: 'no.invalid', port: 1 }, listen('no.invalid')))),
    ).toMatch(/^cannot listen on no\.invalid:1 \(tcp\.host\): the host name /);
  });

  it('leaves other errors as they are, and passes the result on', async () => {
    const error = new Error('no stream');
    const target = { key: 'tcp.port', host: '::1', port: 1 };
    expect(await rejection(listenOn(target, () => Promise.reject(error)))).toBe(error);
    expect(await listenOn(target, () => Promise.resolve(5))).toBe(5);
  });
});

describe('bootFailure', () => {
  it('speaks of an address that no one wrapped', async () => {
    const { port, close } = await takenPort();
    const server = createServer().listen(port, '127.0.0.1');
    const [error] = (await once(server, 'error').catch((thrown: unknown) => [thrown])) as [Error];
    expect(bootFailure(error)).toBe(`cannot listen on 127.0.0.1:${port}: the address is in use`);
    close();
  });

  it('is one line, whatever was thrown', () => {
    expect(bootFailure(new Error('a\n  b\r\nc'))).toBe('a b c');
    expect(bootFailure(new AggregateError([new Error('a'), 'b']))).toBe('a; b');
    expect(bootFailure(new TypeError())).toBe('TypeError');
    expect(bootFailure('text')).toBe('text');
    expect(bootFailure(undefined)).toBe('undefined');
  });
});

describe('printAddress', () => {
  it('puts an IPv6 address in brackets', () => {
    expect(printAddress({ host: '::1', port: 3101 })).toBe('[::1]:3101');
  });
});
