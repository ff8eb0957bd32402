import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { SignJWT } from 'jose';
import { MicroserviceOptions } from '@nestjs/microservices';
import { Test, type TestingModule } from '@nestjs/testing';
import { newToken, PushAllowance, type ApiKey } from '#callers';
import { ApiKeys, AuditLog, GrpcCallers, type AuditEntry } from '#callers/nest';
import { LiveConfig } from '#config';
import { cometGrpc, type GrpcContract, type ProtoMessage } from '#contracts';
import { createGrpcServer, type GrpcServer } from '#grpc';
import { Metrics } from '#observability';
import { encodeFrame, Operation } from '#protocol';
import { CometConfig } from '../../config/comet.config.js';
import { PushTarget } from '../push-target.js';
import { CometGrpc } from './comet.grpc.js';
import { GRPC_CALLERS } from './grpc-callers.providers.js';

const { token: TOKEN } = newToken();
const { token: OTHER } = newToken();
const OP = 1000;
const SECRET = 'a secret of exactly 32 bytes ...';

class KnownKeys extends ApiKeys {
  key: ApiKey | undefined;

  find(token: string): ApiKey | undefined {
    return token === TOKEN ? this.key : undefined;
  }
}

class Pushed extends PushTarget {
  readonly to: string[] = [];

  pushKeys(keys: readonly string[]): void {
    this.to.push(...keys);
  }

  pushRoom(room: string): void {
    this.to.push(room);
  }

  pushAll(): void {
    this.to.push('all');
  }

  async roomKeys(): Promise<never[]> {
    return [];
  }
}

class Lines extends AuditLog {
  readonly entries: AuditEntry[] = [];

  override record(entry: AuditEntry): void {
    this.entries.push(entry);
  }
}

let module: TestingModule;
let server: GrpcServer;
let end: () => Promise<void>;
let keys: KnownKeys;
let target: Pushed;
let audit: Lines;
let metrics: Metrics;

async function serve(open: string[]): Promise<void> {
  [keys, target, audit, metrics] = [new KnownKeys(), new Pushed(), new Lines(), new Metrics({ processMetrics: false })];
  module = await Test.createTestingModule({
    controllers: [CometGrpc],
    providers: [
      ...GRPC_CALLERS,
      {
        provide: LiveConfig,
        useValue: LiveConfig.still(CometConfig, {
          grpc: { enabled: true, open },
          api: { jwt: { secret: SECRET, audience: 'goim' } },
        }),
      },
      { provide: Metrics, useValue: metrics },
      { provide: PushTarget, useValue: target },
    ],
  })
    .overrideProvider(ApiKeys)
    .useValue(keys)
    .overrideProvider(AuditLog)
    .useValue(audit)
    .compile();
  const { guard } = module.get(GrpcCallers);
  const bounds = { open, maxConnections: 10, failedCallRate: 0, failedCallBurst: 1 };
  const place = { host: '127.0.0.1', port: 0, ...bounds };
  server = await createGrpcServer({ ...place, guard, service: cometGrpc, metrics, checks: [] });
  const app = module.createNestMicroservice<MicroserviceOptions>({
    strategy: server,
    logger: false,
  } as MicroserviceOptions);
  await app.listen();
  end = () => app.close();
}

beforeEach(() => serve(['192.0.2.1']));
afterEach(() => end());

/** @returns the status and what is said with it */
function call<Request, Reply>(
  { service, method, request: type, reply }: GrpcContract<Request, Reply>,
  request: Request,
  headers: Record<string, string>,
): Promise<Pick<ServiceError, 'code' | 'details'>> {
  const client = new Client(server.address.replace('grpc://', ''), credentials.createInsecure());
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      `/${service}/${method}`,
      (message: Request) => Buffer.from(type.encode(message).finish()),
      (bytes) => reply.decode(bytes),
      request,
      metadata,
      (error) => {
        client.close();
        resolve(error ?? { code: status.OK, details: '' });
      },
    );
  });
}

function proto(...operations: number[]): ProtoMessage {
  const body = Buffer.concat(operations.map((op) => encodeFrame(op, 0, Buffer.from('x'))));
  return { ver: 1, op: Operation.Raw, seq: 0, body };
}

function toRoom(roomID: string, headers: Record<string, string> = withKey, ...operations: number[]) {
  const request = cometGrpc.broadcastRoom.request.decode(
    cometGrpc.broadcastRoom.request.encode({ roomID, proto: proto(OP, ...operations) } as never).finish(),
  );
  return call(cometGrpc.broadcastRoom, request, headers);
}

function toAll(protoOp: number, operation = protoOp, headers: Record<string, string> = withKey) {
  const { request } = cometGrpc.broadcast;
  const message = request.decode(request.encode({ protoOp, proto: proto(operation), speed: 0 } as never).finish());
  return call(cometGrpc.broadcast, message, headers);
}

const withKey = { authorization: `Bearer ${TOKEN}` };

function key(more: Partial<ApiKey> = {}): ApiKey {
  return { id: '0123456789ab', name: 'a job', scopes: new Set(['push']), push: {}, ...more };
}

async function refusals(): Promise<object> {
  const { values } = await metrics.registry.getSingleMetric('goim_api_refused_total')!.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels['reason'], value]));
}

describe('who calls a comet by gRPC', () => {
  it('needs a key where its network is not open, and is told so', async () => {
    expect(await toRoom('live://1', {})).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: expect.stringMatching(/a key with the scope push is needed, as Authorization: Bearer .*grpc\.open/),
    });
    expect(await toRoom('live://1', { authorization: `Bearer ${OTHER}` })).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: 'the key is not known, or was revoked',
    });
    keys.key = key({ expires: 1 });
    expect(await toRoom('live://1')).toMatchObject({ code: status.UNAUTHENTICATED, details: 'the key has expired' });
    keys.key = key({ scopes: new Set(['read', 'admin']) });
    expect(await toRoom('live://1')).toMatchObject({
      code: status.PERMISSION_DENIED,
      details: 'the key has not the scope push',
    });
    expect(await call(cometGrpc.rooms, {}, withKey)).toMatchObject({ code: status.OK });
    expect(target.to).toEqual([]);
    expect(await refusals()).toEqual({ missing: 1, unknown: 1, expired: 1, scope: 1 });
    expect(audit.entries[3]).toMatchObject({
      action: 'call-refused',
      caller: { address: '127.0.0.1', key: { name: 'a job' } },
      outcome: 'scope',
      details: { route: 'goim.comet.Comet/BroadcastRoom' },
    });
    expect(JSON.stringify(audit.entries)).not.toContain(TOKEN);
  });

  it('pushes with a key of that scope, and a push to all is a line of the audit log', async () => {
    keys.key = key();
    expect(await toRoom('live://1')).toMatchObject({ code: status.OK });
    expect(await toAll(OP)).toMatchObject({ code: status.OK });
    expect(target.to).toEqual(['live://1', 'all']);
    expect(audit.entries).toMatchObject([
      { action: 'pushed-to-all', outcome: 'done', caller: { key: { name: 'a job' } }, details: { operation: OP } },
    ]);
  });

  it('pushes to what its key is limited to, by the operations of the packets as well', async () => {
    keys.key = key({ push: { roomTypes: new Set(['live']), operations: new Set([OP]) } });
    expect(await toRoom('live://1')).toMatchObject({ code: status.OK });
    for (const refused of [
      toRoom('chat://1'),
      toRoom('live://1', withKey, OP + 1),
      toAll(OP),
      call(
        cometGrpc.pushMsg,
        cometGrpc.pushMsg.request.decode(
          cometGrpc.pushMsg.request.encode({ keys: ['k'], protoOp: OP, proto: proto(OP) } as never).finish(),
        ),
        withKey,
      ),
    ]) {
      expect(await refused).toMatchObject({ code: status.PERMISSION_DENIED });
    }
    keys.key = key({ push: { operations: new Set([OP]) } });
    expect(await toAll(OP, OP + 1)).toMatchObject({ code: status.PERMISSION_DENIED });
    expect(await toAll(OP + 1, OP)).toMatchObject({ code: status.PERMISSION_DENIED });
    expect(await toAll(OP)).toMatchObject({ code: status.OK });
    expect(await refusals()).toEqual({ limits: 6 });
  });

  it("pushes with a token of the callers' issuer as well", async () => {
    const authorization = async (scope: string, aud: string) => ({
      authorization: `Bearer ${await new SignJWT({ scope, aud, exp: 4_102_444_800 })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(SECRET))}`,
    });
    expect(await toRoom('live://1', await authorization('push', 'goim'))).toMatchObject({ code: status.OK });
    expect(await toRoom('live://1', await authorization('read', 'goim'))).toMatchObject({
      code: status.PERMISSION_DENIED,
    });
    expect(await toRoom('live://1', await authorization('push', 'others'))).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: 'the claim aud is wrong',
    });
    expect(target.to).toEqual(['live://1']);
    expect(await refusals()).toEqual({ scope: 1, claim: 1 });
  });

  it('pushes no more often than its key may', async () => {
    keys.key = key({ push: { allowance: new PushAllowance(0.001, performance.now()) } });
    expect(await toRoom('live://1')).toMatchObject({ code: status.OK });
    expect(await toRoom('live://1')).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      details: 'the key may push 0.001 a second',
    });
    expect(await refusals()).toEqual({ rate: 1 });
  });
});

describe('who calls a comet by gRPC from a network that is open', () => {
  beforeEach(async () => {
    await end();
    await serve(['127.0.0.0/8']);
  });

  it("needs no key, as goim's jobs, but one that is shown is looked at", async () => {
    expect(await toRoom('live://1', {})).toMatchObject({ code: status.OK });
    expect(await toRoom('live://1', withKey)).toMatchObject({ code: status.UNAUTHENTICATED });
    expect(target.to).toEqual(['live://1']);
  });

  it('needs one where a proxy passes its calls on', async () => {
    expect(await toRoom('live://1', { 'x-forwarded-for': '10.0.0.1' })).toMatchObject({ code: status.UNAUTHENTICATED });
  });
});
