import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type Type } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { BusRpcStrategy, RpcHandler } from '#bus/nest';
import { AppError, type AppErrorCode } from '#contracts';
import { eventually } from '#test-support';
import { contract, cook, fail, Kitchen, secret, Services, slow, type Meal, type Order } from './kitchen.js';

const WAIT_MS = 30_000;

let services: Services;

beforeEach(async () => {
  services = await Services.start();
});

afterEach(() => services.stop());

describe('a handler of a contract', () => {
  it('gets the request and answers it, and knows the message by its context', async () => {
    await services.serve([Kitchen]);
    expect(await services.client.call(cook, { dish: 'soup' })).toEqual({ dish: 'soup', cook: 'kitchen.cook' });
  });

  it.each<AppErrorCode>(['unavailable', 'queue-full', 'invalid-argument', 'unauthenticated'])(
    'passes an AppError on with its code and message: %s',
    async (code) => {
      await services.serve([Kitchen]);
      const error = await services.client.call(fail, { dish: code }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code, message: `no ${code}` });
    },
  );

  it('turns any other error into internal, and keeps its message to itself', async () => {
    await services.serve([Kitchen]);
    const error = await services.client.call(fail, { dish: 'unknown' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'internal', message: expect.not.stringContaining('recipe') });
  });

  it('answers a request that it cannot decode with invalid-argument, and goes on', async () => {
    await services.serve([Kitchen]);
    const garbled = { ...cook, request: { ...cook.request, encode: () => ({ finish: () => Buffer.from('{') }) } };
    await expect(services.client.call(garbled, { dish: 'soup' })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: "the request on kitchen.cook can't be decoded",
    });
    expect(await services.client.call(cook, { dish: 'soup' })).toMatchObject({ dish: 'soup' });
  });

  it('says that its answer is longer than NATS takes', async () => {
    await services.serve([Kitchen]);
    // The request just fits; the answer has the name of the cook as well.
    const dish = 'x'.repeat(1_048_576 - 20);
    await expect(services.client.call(cook, { dish })).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringMatching(
        /^the answer to kitchen\.cook has \d+ bytes, and NATS takes 1048576 \(max_payload\)$/,
      ),
    });
  });

  it('is called only by whom its guard lets through', async () => {
    await services.serve([Kitchen]);
    expect(await services.client.call(secret, { dish: 'soup' })).toEqual({ dish: 'soup', cook: 'let in' });
    await expect(services.client.call(secret, { dish: 'cake' })).rejects.toMatchObject({
      code: 'forbidden',
      message: 'Forbidden resource',
    });
    await expect(services.client.call(secret, { dish: 'bread' })).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'who are you?',
    });
    await expect(services.client.call(secret, { dish: 'teapot' })).rejects.toMatchObject({
      code: 'internal',
      message: 'internal error',
    });
    await expect(services.client.call(secret, { dish: 'stone' })).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'stones are for the chef',
    });
  });

  it('is nobody where no service runs', async () => {
    await expect(services.client.call(cook, { dish: 'soup' })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'nobody listens on kitchen.cook',
    });
  });
});

describe('a service', () => {
  it('does not start where a contract has no handler', async () => {
    const missing = contract('kitchen.wash');
    await expect(services.serve([Kitchen], [cook, missing])).rejects.toThrow('no handler answers kitchen.wash');
  });

  it('says that it serves once the server knows what it listens to', async () => {
    const bus = await services.broker.connect();
    const happened: string[] = [];
    const { flush } = bus;
    bus.flush = () => flush.call(bus).finally(() => happened.push('flushed'));
    const strategy = new BusRpcStrategy(bus, { queue: 'kitchen', contracts: [] });
    await new Promise<unknown>((resolve) => strategy.listen(resolve));
    happened.push('serves');
    expect(happened).toEqual(['flushed', 'serves']);
  });

  it('does not start where two handlers answer one subject', async () => {
    @Controller()
    class Rival {
      @RpcHandler(cook)
      cook(@Payload() { dish }: Order): Meal {
        return { dish, cook: 'rival' };
      }
    }
    await expect(services.serve([Kitchen, Rival])).rejects.toThrow('two handlers answer kitchen.cook');
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
    await services.serve([namedKitchen('one')]);
    await services.serve([namedKitchen('two')]);
    const dishes = Array.from({ length: 100 }, (_, n) => `dish ${n}`);
    const meals = await Promise.all(dishes.map((dish) => services.client.call(cook, { dish })));
    expect(meals.map(({ dish }) => dish)).toEqual(dishes);
    expect(new Set(meals.map((meal) => meal.cook))).toEqual(new Set(['one', 'two']));
  });

  it('answers what was on its way to it when it closes', async () => {
    const service = await services.serve([Kitchen]);
    const meals = Array.from({ length: 5_000 }, () => services.client.call(cook, { dish: 'soup' }));
    const outcomes = Promise.all(meals.map((meal) => meal.then(({ dish }) => dish, String)));
    await meals[0];
    await service.close();
    const others = (await outcomes).filter((outcome) => outcome !== 'soup');
    expect(others.filter((outcome) => !outcome.includes('nobody listens on kitchen.cook'))).toEqual([]);
  });

  it('closes when its handlers have answered, and takes nothing new meanwhile', async () => {
    const service = await services.serve([Kitchen]);
    const meal = services.client.call(slow, { dish: 'stew' });
    await Kitchen.gate.entered;
    let closed = false;
    const closing = service.close().then(() => (closed = true));
    // Its unsubscription is at the server once a request finds nobody.
    await eventually('a request finds nobody', WAIT_MS, () =>
      expect(services.client.call(cook, { dish: 'soup' })).rejects.toMatchObject({ code: 'unavailable' }),
    );
    expect(closed).toBe(false);
    Kitchen.gate.open();
    expect(await meal).toEqual({ dish: 'stew', cook: 'slow' });
    await closing;
  });
});
