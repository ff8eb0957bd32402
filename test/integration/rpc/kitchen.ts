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
import { Ctx, Payload } from '@nestjs/microservices';
import { RpcClient, type Bus } from '#bus';
import { BusContext, BusRpcStrategy, RpcHandler } from '#bus/nest';
import { AppError, type AppErrorCode, type RpcContract } from '#contracts';
import { Broker } from '#test-support';

export interface Order {
  readonly dish: string;
}

export interface Meal {
  readonly dish: string;
  readonly cook: string;
}

function json<T>() {
  return {
    encode: (value: T) => ({ finish: () => Buffer.from(JSON.stringify(value)) }),
    decode: (bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString()) as T,
  };
}

export function contract(subject: string): RpcContract<Order, Meal> {
  return { subject, request: json<Order>(), reply: json<Meal>() };
}

export const cook = contract('kitchen.cook');
export const fail = contract('kitchen.fail');
export const secret = contract('kitchen.secret');
export const slow = contract('kitchen.slow');

const QUEUE = 'kitchen';
export const CALL_TIMEOUT_MS = 30_000;

/** Holds the slow handler until the test lets it go on. */
class Gate {
  enter!: () => void;
  open!: () => void;
  readonly entered = new Promise<void>((resolve) => (this.enter = resolve));
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}

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
export class Kitchen {
  static gate = new Gate();

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
    Kitchen.gate.enter();
    await Kitchen.gate.opened;
    return { dish, cook: 'slow' };
  }
}

/** Services on a broker of their own, and a client that asks them. */
export class Services {
  private readonly running: { close(): Promise<unknown> }[] = [];

  private constructor(
    readonly broker: Broker,
    readonly bus: Bus,
    readonly client: RpcClient,
  ) {}

  static async start(): Promise<Services> {
    const broker = await Broker.start();
    const bus = await broker.connect();
    Kitchen.gate = new Gate();
    return new Services(broker, bus, new RpcClient(bus, CALL_TIMEOUT_MS));
  }

  /** A Nest microservice of these controllers, on a connection of its own. */
  async serve(
    controllers: Type[],
    contracts: readonly RpcContract<Order, Meal>[] = [],
  ): Promise<{ close(): Promise<unknown> }> {
    class TestModule {}
    const connection = await this.broker.connect();
    const strategy = new BusRpcStrategy(connection, { queue: QUEUE, contracts });
    const service = await NestFactory.createMicroservice(
      { module: TestModule, controllers, providers: [OnlySoup] },
      { strategy, logger: false, abortOnError: false },
    );
    await service.listen();
    this.running.push(service);
    return service;
  }

  async stop(): Promise<void> {
    Kitchen.gate.open();
    for (const service of this.running) await service.close();
    await this.broker.stop();
  }
}
