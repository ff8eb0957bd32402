import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentials, loadPackageDefinition, type GrpcObject, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { AppProcess, Cluster } from '#test-support';
import { GoimCaller, type Fields } from './goim-grpc.js';

const OP = 1000;
const COMET = 'goim-host-1';
const INVALID_ARGUMENT = 3;
const UNAUTHENTICATED = 16;
const UNAVAILABLE = 14;
const NANOS_PER_MINUTE = 60_000_000_000;

describe("a goim comet's calls to our logic", () => {
  let cluster: Cluster;
  let logic: AppProcess;
  let comet: GoimCaller;

  beforeAll(async () => {
    cluster = await Cluster.start(['logic'], {
      LOGIC__GRPC__ENABLED: 'true',
      LOGIC__OPS__ENABLED: 'true',
      LOGIC__OPS__PORT: '0',
      LOGIC__NODES__DEFAULT_DOMAIN: 'goim.example',
    });
    logic = cluster.apps[0]!;
    comet = new GoimCaller('goim.logic.Logic', logic.address('grpc'));
  });

  afterAll(async () => {
    comet.close();
    await cluster.stop();
  });

  function connect(token: object, server = COMET): Promise<Fields> {
    return comet.call('Connect', { server, cookie: '', token: Buffer.from(JSON.stringify(token)) });
  }

  it("Connect answers what goim's does, the idle limit in nanoseconds", async () => {
    const token = { mid: 123, key: 'k-1', room_id: 'live://1', platform: 'web', accepts: [OP, OP + 1] };
    expect(await connect(token)).toEqual({
      mid: 123,
      key: 'k-1',
      roomID: 'live://1',
      accepts: [OP, OP + 1],
      heartbeat: 8 * NANOS_PER_MINUTE,
    });
    const anonymous = await connect({});
    expect(anonymous).toMatchObject({ mid: 0, roomID: '', accepts: [] });
    expect(anonymous['key']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('Connect takes the largest member id that a number holds', async () => {
    const mid = Number.MAX_SAFE_INTEGER;
    expect(await connect({ mid, key: 'large' })).toMatchObject({ mid });
    expect(await comet.call('Disconnect', { mid, key: 'large', server: COMET })).toEqual({ has: true });
  });

  it.each([
    ['no token', 'nonsense', 'the token is no JSON'],
    ['a wrong field', '{"mid":"x"}', 'mid'],
  ])('Connect refuses %s, and says why', async (_, token, details) => {
    await expect(comet.call('Connect', { server: COMET, token: Buffer.from(token) })).rejects.toMatchObject({
      code: UNAUTHENTICATED,
      details: expect.stringContaining(details),
    });
  });

  it.each([
    ['Connect', {}, 'server is empty'],
    ['Disconnect', { server: COMET }, 'key is empty'],
    ['Heartbeat', { key: 'k' }, 'server is empty'],
    ['RenewOnline', {}, 'server is empty'],
  ])('%s refuses what names nobody', async (method, request, details) => {
    await expect(comet.call(method, request)).rejects.toMatchObject({ code: INVALID_ARGUMENT, details });
  });

  it("Disconnect removes a session, and not one that has moved to another comet (goim's fault 1)", async () => {
    await connect({ mid: 5, key: 'moving' }, 'goim-host-old');
    await connect({ mid: 5, key: 'moving' }, 'goim-host-new');
    const gone = { mid: 5, key: 'moving' };
    expect(await comet.call('Disconnect', { ...gone, server: 'goim-host-old' })).toEqual({ has: false });
    expect(await comet.call('Disconnect', { ...gone, server: 'goim-host-new' })).toEqual({ has: true });
    expect(await comet.call('Disconnect', { ...gone, server: 'goim-host-new' })).toEqual({ has: false });
  });

  it('Heartbeat renews a session, and writes one again that had expired', async () => {
    const session = { mid: 6, key: 'renewed', server: COMET };
    await connect({ mid: 6, key: 'renewed' });
    expect(await comet.call('Heartbeat', session)).toEqual({});
    await comet.call('Disconnect', session);
    expect(await comet.call('Heartbeat', session)).toEqual({});
    expect(await comet.call('Disconnect', session)).toEqual({ has: true });
  });

  it('Receive takes what a client sent', async () => {
    const proto = { ver: 1, op: 4, seq: 7, body: Buffer.from('from a client') };
    expect(await comet.call('Receive', { mid: 123, proto })).toEqual({});
    expect(await logic.metric('goim_upstream_messages_total', 'outcome="stored"')).toBe(1);
  });

  it('has its health and metrics at a port of their own, where it has one', async () => {
    const statusAt = async (port: string): Promise<number> =>
      (await fetch(`${logic.address(port)}/health/ready`)).status;
    expect([await statusAt('ops'), await statusAt('http')]).toEqual([200, 404]);
  });

  it('Nodes answers where to connect, and how', async () => {
    expect(await comet.call('Nodes', { platform: 'web', clientIP: '127.0.0.1' })).toEqual({
      domain: 'goim.example',
      tcp_port: 3101,
      ws_port: 3102,
      wss_port: 3103,
      heartbeat: 240,
      nodes: ['goim.example'],
      backoff: { max_delay: 300, base_delay: 3, factor: expect.closeTo(1.8), jitter: expect.closeTo(0.3) },
      heartbeat_max: 2,
    });
  });

  it('answers UNAVAILABLE while the bus is away, and tells so to whoever watches its health', async () => {
    const health = new GoimCaller('grpc.health.v1.Health', logic.address('grpc'));
    const watch = health.stream('Watch', { service: 'goim.logic.Logic' });
    const told = watch[Symbol.asyncIterator]();
    expect((await told.next()).value).toEqual({ status: 'SERVING' });
    await cluster.broker.halt();
    expect((await told.next()).value).toEqual({ status: 'NOT_SERVING' });
    await expect(connect({ key: 'nobody' })).rejects.toMatchObject({ code: UNAVAILABLE });
    await cluster.broker.restart();
    expect((await told.next()).value).toEqual({ status: 'SERVING' });
    watch.cancel();
    await expect(told.next()).rejects.toMatchObject({ details: 'Cancelled on client' });
    health.close();
  });

  it.each(['v1', 'v1alpha'])('is described by reflection %s', async (version) => {
    const path = `node_modules/@grpc/reflection/build/proto/grpc/reflection/${version}/reflection.proto`;
    const loaded = loadPackageDefinition(loadSync(path, { oneofs: true })) as unknown as {
      grpc: { reflection: Record<string, GrpcObject> };
    };
    const Reflection = loaded.grpc.reflection[version]!['ServerReflection'] as ServiceClientConstructor;
    const client = new Reflection(logic.address('grpc').replace('grpc://', ''), credentials.createInsecure());
    const stream = client['ServerReflectionInfo']!() as unknown as NodeJS.ReadWriteStream & {
      write(message: object): void;
    };
    stream.write({ listServices: '' });
    const [{ listServicesResponse }] = (await once(stream, 'data')) as [
      Record<string, { service: { name: string }[] }>,
    ];
    expect(listServicesResponse!.service.map(({ name }) => name).toSorted()).toEqual([
      'goim.logic.Logic',
      'grpc.health.v1.Health',
    ]);
    stream.write({ fileContainingSymbol: 'goim.logic.ConnectReq' });
    const [{ fileDescriptorResponse }] = (await once(stream, 'data')) as [
      Record<string, { fileDescriptorProto: Buffer[] }>,
    ];
    expect(Buffer.concat(fileDescriptorResponse!.fileDescriptorProto).toString('latin1')).toContain('RenewOnline');
    stream.end();
    await once(stream, 'end');
    client.close();
  });
  it('ends in order with callers connected: who watches is told', async () => {
    const health = new GoimCaller('grpc.health.v1.Health', logic.address('grpc'));
    const told = health.stream('Watch', {})[Symbol.asyncIterator]();
    expect((await told.next()).value).toEqual({ status: 'SERVING' });
    const ended = logic.stop();
    expect((await told.next()).value).toEqual({ status: 'NOT_SERVING' });
    expect((await told.next()).done).toBe(true);
    expect(await ended).toBe(0);
    health.close();
  });
});

it('logic serves no gRPC unless it is told to, and says so where its port is taken', async () => {
  const cluster = await Cluster.start(['logic']);
  expect(Object.keys(cluster.apps[0]!.addresses)).not.toContain('grpc');
  const second = await cluster.add('logic', { LOGIC__GRPC__ENABLED: 'true' });
  const { port } = new URL(second.address('grpc'));
  const third = await AppProcess.run('logic', [], {
    NATS_URL: cluster.broker.url,
    LOGIC__HTTP__PORT: '0',
    LOGIC__GRPC__ENABLED: 'true',
    LOGIC__GRPC__PORT: port,
  });
  expect(third).toMatchObject({
    code: 1,
    stderr: `logic: cannot listen on 127.0.0.1:${port} (grpc.port): the address is in use\n`,
  });
  const open = await AppProcess.run('logic', [], {
    NATS_URL: cluster.broker.url,
    LOGIC__GRPC__ENABLED: 'true',
    LOGIC__GRPC__HOST: '0.0.0.0',
  });
  expect(open.stderr).toContain('grpc.host: will not listen on "0.0.0.0"');
  await cluster.stop();
});
