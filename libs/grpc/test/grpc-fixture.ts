import { makeClientConstructor } from '@grpc/grpc-js';
import { Controller, type Type } from '@nestjs/common';
import { MicroserviceOptions } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { service as healthService } from 'grpc-health-check';
import {
  cometGrpc,
  UNNUMBERED,
  type AppError,
  type BroadcastReply,
  type BroadcastRoomReply,
  type PushKeysMessage,
  type PushMsgReply,
  type RoomsReply,
} from '#contracts';
import { Metrics, ReadinessCheck } from '#observability';
import type { ServerCertificate } from '#tls';
import { createGrpcClient, createGrpcServer, GrpcHandler, type GrpcClient, type IncomingCall } from '../src/index.js';

export const Health = makeClientConstructor(healthService, 'grpc.health.v1.Health');
export const TIMEOUT_MS = 30_000;
export const PUSH = { keys: ['k'], protoOp: 1, proto: null, unfiltered: false, ...UNNUMBERED.keys };

/** What the handler of pushes was given, and what it throws. */
class Handled {
  failure: unknown;
  readonly received: PushKeysMessage[] = [];
}

@Controller()
export class Pushes {
  constructor(private readonly handled: Handled) {}

  @GrpcHandler(cometGrpc.pushMsg)
  pushMsg(request: PushKeysMessage): PushMsgReply {
    if (this.handled.failure) throw this.handled.failure;
    this.handled.received.push(request);
    return {};
  }
}

/** The other methods of goim's comet, of which `broadcast` never answers. */
@Controller()
class Rest {
  @GrpcHandler(cometGrpc.broadcast)
  async broadcast(): Promise<BroadcastReply> {
    return new Promise(() => undefined);
  }

  @GrpcHandler(cometGrpc.broadcastRoom)
  broadcastRoom(): BroadcastRoomReply {
    return {};
  }

  @GrpcHandler(cometGrpc.rooms)
  async rooms(): Promise<RoomsReply> {
    return { rooms: { 'live://1': true } };
  }
}

/** Servers of goim's comet service, and a client of the last one. */
export class GrpcFixture {
  readonly metrics = new Metrics({ processMetrics: false });
  readonly handled = new Handled();
  /** The calls that the guard was asked about, and what it says. */
  readonly looked: Pick<IncomingCall, 'method' | 'address'>[] = [];
  refusal: AppError | undefined;
  /** What the guard throws, or its promise rejects with. */
  guardFault: (() => Promise<never>) | undefined;
  isReady = true;
  readonly bounds = { open: ['127.0.0.0/8'], maxConnections: 100, failedCallRate: 0, failedCallBurst: 1 };
  client!: GrpcClient;
  /** What is closed behind a test, in this order: what calls before what serves. */
  readonly closings: (() => Promise<void>)[] = [];

  /** @returns the server's address, with its scheme */
  async serve(controllers: Type[] = [Pushes, Rest], certificate?: ServerCertificate): Promise<string> {
    const strategy = await createGrpcServer({
      host: '127.0.0.1',
      port: 0,
      ...this.bounds,
      guard: ({ method, address }: IncomingCall) => {
        this.looked.push({ method, address });
        return this.guardFault?.() ?? this.refusal;
      },
      certificate,
      service: cometGrpc,
      alsoKnownAs: ['tests.Own'],
      metrics: this.metrics,
      checks: [new Ready(this)],
    });
    const providers = [{ provide: Handled, useValue: this.handled }];
    const module = await Test.createTestingModule({ controllers, providers }).compile();
    const app = module.createNestMicroservice<MicroserviceOptions>({ strategy, logger: false } as MicroserviceOptions);
    this.closings.push(() => app.close());
    await app.listen();
    const client = await createGrpcClient(strategy.address.replace('grpc://', ''), this.metrics);
    this.client = client;
    this.closings.unshift(async () => client.close());
    return strategy.address;
  }

  async close(): Promise<void> {
    for (const end of this.closings) await end();
  }
}

class Ready extends ReadinessCheck {
  readonly name = 'ready';

  constructor(private readonly fixture: GrpcFixture) {
    super();
  }

  check(): void {
    if (!this.fixture.isReady) throw new Error('not yet');
  }
}
