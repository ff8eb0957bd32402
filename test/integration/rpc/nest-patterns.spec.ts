import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type Type } from '@nestjs/common';
import {
  ClientProxyFactory,
  Ctx,
  EventPattern,
  MessagePattern,
  NatsContext,
  Payload,
  RpcException,
  Transport,
  type ClientProxy,
} from '@nestjs/microservices';
import { firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { CALL_TIMEOUT_MS, cook, Kitchen, Services } from './kitchen.js';

let services: Services;

beforeEach(async () => {
  services = await Services.start();
});

afterEach(() => services.stop());

describe("Nest's own patterns, asked by Nest's own client", () => {
  let proxy: ClientProxy;

  @Controller()
  class Extension {
    static readonly noted: unknown[] = [];
    static onNote: () => void = () => undefined;

    @MessagePattern('extension.sum')
    sum(@Payload() numbers: number[]): number {
      return numbers.reduce((sum, one) => sum + one, 0);
    }

    @MessagePattern({ cmd: 'echo' })
    echo(@Payload() data: unknown, @Ctx() context: NatsContext): unknown {
      return { data, subject: context.getSubject() };
    }

    @MessagePattern('extension.header')
    header(@Ctx() context: NatsContext): string {
      return (context.getHeaders() as { get(name: string): string }).get('Trace');
    }

    @MessagePattern('extension.count')
    count(@Payload() to: number) {
      return of(...Array.from({ length: to }, (_, n) => n));
    }

    @MessagePattern('extension.refuse')
    refuse(): never {
      throw new RpcException('refused by the extension');
    }

    @EventPattern('extension.noted')
    note(@Payload() data: unknown): void {
      Extension.noted.push(data);
      Extension.onNote();
    }
  }

  beforeEach(async () => {
    Extension.noted.length = 0;
    await services.serve([Extension, Kitchen]);
    proxy = ClientProxyFactory.create({ transport: Transport.NATS, options: { servers: [services.broker.url] } });
    await proxy.connect();
  });

  afterEach(() => proxy.close());

  it('are answered as JSON', async () => {
    expect(await firstValueFrom(proxy.send('extension.sum', [1, 2, 3]))).toBe(6);
    expect(await firstValueFrom(proxy.send({ cmd: 'echo' }, { text: 'ü', none: null }))).toEqual({
      data: { text: 'ü', none: null },
      subject: '{"cmd":"echo"}',
    });
  });

  it('may answer several times', async () => {
    expect(await lastValueFrom(proxy.send<number>('extension.count', 3).pipe(toArray()))).toEqual([0, 1, 2]);
  });

  it('pass an RpcException on', async () => {
    await expect(firstValueFrom(proxy.send('extension.refuse', {}))).rejects.toMatchObject({
      message: 'refused by the extension',
    });
  });

  it('take events', async () => {
    const noted = new Promise<void>((resolve) => (Extension.onNote = resolve));
    proxy.emit('extension.noted', { n: 1 });
    await noted;
    expect(Extension.noted).toEqual([{ n: 1 }]);
  });

  it('know the headers', async () => {
    const answered = new Promise<string>((resolve) => {
      services.bus.subscribe('_INBOX.answers', ({ data }) => resolve(Buffer.from(data).toString()));
    });
    const request = Buffer.from(JSON.stringify({ id: '1', data: null }));
    services.bus.publish('extension.header', request, { reply: '_INBOX.answers', headers: { Trace: 'abc' } });
    expect(JSON.parse(await answered)).toMatchObject({ id: '1', response: 'abc' });
  });

  it('answer what is no JSON with an error', async () => {
    const answered = services.bus.request('extension.sum', Buffer.from('{'), CALL_TIMEOUT_MS);
    expect(JSON.parse(Buffer.from((await answered).data).toString())).toEqual({
      err: { status: 'error', message: 'the message on extension.sum is no JSON' },
      isDisposed: true,
    });
  });

  it('survive what is no JSON, beside handlers of contracts', async () => {
    services.bus.publish('extension.sum', Buffer.from('{'), { reply: 'nobody' });
    services.bus.publish('extension.noted', Buffer.from([0xff, 0]));
    await services.bus.flush();
    expect(await firstValueFrom(proxy.send('extension.sum', [1]))).toBe(1);
    expect(await services.client.call(cook, { dish: 'soup' })).toMatchObject({ dish: 'soup' });
  });
});

describe('an event', () => {
  const EXPECTED = 30;
  const heard: string[] = [];
  let onLast: () => void = () => undefined;

  function hear(what: string): void {
    if (heard.push(what) === EXPECTED) onLast();
  }

  function listener(name: string): Type {
    @Controller()
    class Listener {
      @EventPattern('news.shared')
      shared(@Payload() n: number): void {
        hear(`${name} shared ${n}`);
      }

      @EventPattern('news.everyone', { queue: '' })
      everyone(@Payload() n: number): void {
        hear(`${name} everyone ${n}`);
      }
    }
    return Listener;
  }

  it('goes to one of the group, or with an empty queue to everyone', async () => {
    const allHeard = new Promise<void>((resolve) => (onLast = resolve));
    await services.serve([listener('one')]);
    await services.serve([listener('two')]);
    for (let n = 0; n < 10; n++) {
      services.bus.publish('news.shared', Buffer.from(JSON.stringify({ data: n })));
      services.bus.publish('news.everyone', Buffer.from(JSON.stringify({ data: n })));
    }
    await allHeard;
    const numbers = Array.from({ length: 10 }, (_, n) => n);
    expect(heard.filter((one) => one.startsWith('one everyone'))).toEqual(numbers.map((n) => `one everyone ${n}`));
    expect(heard.filter((one) => one.startsWith('two everyone'))).toEqual(numbers.map((n) => `two everyone ${n}`));
    const shared = heard.filter((one) => one.includes('shared')).map((one) => Number(one.split(' ')[2]));
    expect(shared.toSorted((a, b) => a - b)).toEqual(numbers);
  });
});
