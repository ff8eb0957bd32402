import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  ImATeapotException,
  Injectable,
  UnauthorizedException,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
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
import { BusContext, BusRpcStrategy, RpcClient, RpcHandler, type Bus } from '#bus';
import { AppError, type AppErrorCode, type RpcContract } from '#contracts';
import { Broker, eventually } from '#test-support';

const WAIT_MS = 30_000;

interface Order {
  readonly dish: string;
}

interface Meal {
  readonly dish: string;
  readonly cook: string;
}

function json<T>() {
  return {
    encode: (value: T) => ({ finish: () => Buffer.from(JSON.stringify(value)) }),
    decode: (bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString()) as T,
  };
}

function contract(subject: string): RpcContract<Order, Meal> {
  return { subject, request: json<Order>(), reply: json<Meal>() };
}

const cook = contract('kitchen.cook');
const fail = contract('kitchen.fail');
const secret = contract('kitchen.secret');
const slow = contract('kitchen.slow');

const QUEUE = 'kitchen';
const CALL_TIMEOUT_MS = 2_000;

/** Holds the slow handler until the test lets it go on. */
class Gate {
  enter!: () => void;
  open!: () => void;
  readonly entered = new Promise<void>((resolve) => (this.enter = resolve));
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}
let gate: Gate;

@Injectable()
class OnlySoup implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { dish } = context.switchToRpc().getData<Order>();
    if (dish === 'stone') throw new AppError('unauthenticated', 'stones are for the chef');
    if (dish === 'bread') throw new UnauthorizedException('who are you?');
    if (dish === 'teapot') throw new ImATeapotException('short and stout');
    return dish === 'soup';
  }
}

@Controller()
class Kitchen {
  @RpcHandler(cook)
  cook(@Payload() { dish }: Order, @Ctx() context: BusContext): Meal {
    return { dish, cook: context.message.subject };
  }

  @RpcHandler(fail)
  fail(@Payload() { dish }: Order): Promise<Meal> {
    if (dish === 'unknown') return Promise.reject(new TypeError('the recipe is at /etc/recipes'));
    return Promise.reject(new AppError(dish as AppErrorCode, `no ${dish}`));
  }

  @RpcHandler(secret)
  @UseGuards(OnlySoup)
  secret(@Payload() { dish }: Order): Meal {
    return { dish, cook: 'let in' };
  }

  @RpcHandler(slow)
  async slow(@Payload() { dish }: Order): Promise<Meal> {
    gate.enter();
    await gate.opened;
    return { dish, cook: 'slow' };
  }
}

let broker: Broker;
let bus: Bus;
let client: RpcClient;
const services: { close(): Promise<unknown> }[] = [];

beforeEach(async () => {
  broker = await Broker.start();
  bus = await broker.connect();
  client = new RpcClient(bus, CALL_TIMEOUT_MS);
  gate = new Gate();
});

afterEach(async () => {
  gate.open();
  for (const service of services.splice(0)) await service.close();
  await broker.stop();
});

/** A Nest microservice of these controllers, on a connection of its own. */
async function serve(
  controllers: Type[],
  contracts: readonly RpcContract<Order, Meal>[] = [],
): Promise<{ close(): Promise<unknown> }> {
  class TestModule {}
  const connection = await broker.connect();
  const strategy = new BusRpcStrategy(connection, { queue: QUEUE, contracts });
  const service = await NestFactory.createMicroservice(
    { module: TestModule, controllers, providers: [OnlySoup] },
    { strategy, logger: false, abortOnError: false },
  );
  await service.listen();
  await connection.flush();
  services.push(service);
  return service;
}

describe('a handler of a contract', () => {
  it('gets the request and answers it, and knows the message by its context', async () => {
    await serve([Kitchen]);
    expect(await client.call(cook, { dish: 'soup' })).toEqual({ dish: 'soup', cook: 'kitchen.cook' });
  });

  it.each<AppErrorCode>(['unavailable', 'queue-full', 'invalid-argument', 'unauthenticated'])(
    'passes an AppError on with its code and message: %s',
    async (code) => {
      await serve([Kitchen]);
      const error = await client.call(fail, { dish: code }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code, message: `no ${code}` });
    },
  );

  it('turns any other error into internal, and keeps its message to itself', async () => {
    await serve([Kitchen]);
    const error = await client.call(fail, { dish: 'unknown' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'internal', message: expect.not.stringContaining('recipe') });
  });

  it('answers a request that it cannot decode with invalid-argument, and goes on', async () => {
    await serve([Kitchen]);
    const garbled = { ...cook, request: { ...cook.request, encode: () => ({ finish: () => Buffer.from('{') }) } };
    await expect(client.call(garbled, { dish: 'soup' })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: "the request on kitchen.cook can't be decoded",
    });
    expect(await client.call(cook, { dish: 'soup' })).toMatchObject({ dish: 'soup' });
  });

  it('is called only by whom its guard lets through', async () => {
    await serve([Kitchen]);
    expect(await client.call(secret, { dish: 'soup' })).toEqual({ dish: 'soup', cook: 'let in' });
    await expect(client.call(secret, { dish: 'cake' })).rejects.toMatchObject({
      code: 'forbidden',
      message: 'Forbidden resource',
    });
    await expect(client.call(secret, { dish: 'bread' })).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'who are you?',
    });
    await expect(client.call(secret, { dish: 'teapot' })).rejects.toMatchObject({
      code: 'internal',
      message: 'internal error',
    });
    await expect(client.call(secret, { dish: 'stone' })).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'stones are for the chef',
    });
  });

  it('is nobody where no service runs', async () => {
    await expect(client.call(cook, { dish: 'soup' })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'nobody listens on kitchen.cook',
    });
  });
});

describe('a service', () => {
  it('does not start where a contract has no handler', async () => {
    const missing = contract('kitchen.wash');
    await expect(serve([Kitchen], [cook, missing])).rejects.toThrow('no handler answers kitchen.wash');
  });

  it('does not start where two handlers answer one subject', async () => {
    @Controller()
    class Rival {
      @RpcHandler(cook)
      cook(@Payload() { dish }: Order): Meal {
        return { dish, cook: 'rival' };
      }
    }
    await expect(serve([Kitchen, Rival])).rejects.toThrow('two handlers answer kitchen.cook');
  });

  it('shares the requests with the others of its queue group', async () => {
    function namedKitchen(name: string): Type {
      @Controller()
      class Named {
        @RpcHandler(cook)
        cook(@Payload() { dish }: Order): Meal {
          return { dish, cook: name };
        }
      }
      return Named;
    }
    await serve([namedKitchen('one')]);
    await serve([namedKitchen('two')]);
    const dishes = Array.from({ length: 100 }, (_, n) => `dish ${n}`);
    const meals = await Promise.all(dishes.map((dish) => client.call(cook, { dish })));
    expect(meals.map(({ dish }) => dish)).toEqual(dishes);
    expect(new Set(meals.map((meal) => meal.cook))).toEqual(new Set(['one', 'two']));
  });

  it('closes when its handlers have answered, and takes nothing new meanwhile', async () => {
    const service = await serve([Kitchen]);
    const meal = client.call(slow, { dish: 'stew' });
    await gate.entered;
    let closed = false;
    const closing = service.close().then(() => (closed = true));
    // Its unsubscription is at the server once a request finds nobody.
    await eventually('a request finds nobody', WAIT_MS, () =>
      expect(client.call(cook, { dish: 'soup' })).rejects.toMatchObject({ code: 'unavailable' }),
    );
    expect(closed).toBe(false);
    gate.open();
    expect(await meal).toEqual({ dish: 'stew', cook: 'slow' });
    await closing;
  });
});

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
    await serve([Extension, Kitchen]);
    proxy = ClientProxyFactory.create({ transport: Transport.NATS, options: { servers: [broker.url] } });
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
      bus.subscribe('answers', ({ data }) => resolve(Buffer.from(data).toString()));
    });
    const request = Buffer.from(JSON.stringify({ id: '1', data: null }));
    bus.publish('extension.header', request, { reply: 'answers', headers: { Trace: 'abc' } });
    expect(JSON.parse(await answered)).toMatchObject({ id: '1', response: 'abc' });
  });

  it('answer what is no JSON with an error', async () => {
    const answered = bus.request('extension.sum', Buffer.from('{'), CALL_TIMEOUT_MS);
    expect(JSON.parse(Buffer.from((await answered).data).toString())).toEqual({
      err: { status: 'error', message: 'the message on extension.sum is no JSON' },
      isDisposed: true,
    });
  });

  it('survive what is no JSON, beside handlers of contracts', async () => {
    bus.publish('extension.sum', Buffer.from('{'), { reply: 'nobody' });
    bus.publish('extension.noted', Buffer.from([0xff, 0]));
    await bus.flush();
    expect(await firstValueFrom(proxy.send('extension.sum', [1]))).toBe(1);
    expect(await client.call(cook, { dish: 'soup' })).toMatchObject({ dish: 'soup' });
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
    await serve([listener('one')]);
    await serve([listener('two')]);
    for (let n = 0; n < 10; n++) {
      bus.publish('news.shared', Buffer.from(JSON.stringify({ data: n })));
      bus.publish('news.everyone', Buffer.from(JSON.stringify({ data: n })));
    }
    await allHeard;
    const numbers = Array.from({ length: 10 }, (_, n) => n);
    expect(heard.filter((one) => one.startsWith('one everyone'))).toEqual(numbers.map((n) => `one everyone ${n}`));
    expect(heard.filter((one) => one.startsWith('two everyone'))).toEqual(numbers.map((n) => `two everyone ${n}`));
    const shared = heard.filter((one) => one.includes('shared')).map((one) => Number(one.split(' ')[2]));
    expect(shared.toSorted((a, b) => a - b)).toEqual(numbers);
  });
});
