import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Bus } from '#bus';
import { LiveConfig, liveKeys, schemaTree, type AppName } from '#config';
import { nestLogger, setLogLevel } from '#observability';
import { Broker } from '#test-support';
import { PinoLogger } from 'nestjs-pino';
import type { z } from 'zod';
import { CometModule } from '../../apps/comet/src/comet.module.js';
import { CometConfig } from '../../apps/comet/src/config/comet.config.js';
import { Admission } from '../../apps/comet/src/client/admission.js';
import { Operations } from '../../apps/comet/src/client/operations.js';
import { SessionFactory } from '../../apps/comet/src/client/session.js';
import { ConnectionControl } from '../../apps/comet/src/control/connection-control.js';
import { Hub } from '../../apps/comet/src/hub/hub.js';
import { NodeRegistration } from '../../apps/comet/src/node/node-registration.js';
import { OnlineCounts } from '../../apps/comet/src/node/online-counts.js';
import { HttpConnections } from '../../apps/comet/src/transport/http/http-connections.js';
import { JobConfig } from '../../apps/job/src/config/job.config.js';
import { Dispatcher } from '../../apps/job/src/dispatch/dispatcher.js';
import { QueueConsumer } from '../../apps/job/src/queue/queue-consumer.js';
import { Settlement } from '../../apps/job/src/queue/settlement.js';
import { JobModule } from '../../apps/job/src/job.module.js';
import { LogicConfig } from '../../apps/logic/src/config/logic.config.js';
import { LogicModule } from '../../apps/logic/src/logic.module.js';
import { NodesService } from '../../apps/logic/src/nodes/nodes.service.js';
import { PushQueue } from '../../apps/logic/src/push/push-queue.js';
import { MemberLimit } from '../../apps/logic/src/sessions/member-limit.js';
import { SessionLifecycle } from '../../apps/logic/src/sessions/session-lifecycle.js';

/** Another value of a key than its default, in the file; what its consumer then goes by; and how to see that. */
type Probe = readonly [toml: string, value: unknown, read: (app: INestApplication) => unknown];

/** A field of an object, private or not. */
function field(object: unknown, ...path: string[]): unknown {
  return path.reduce((value, name) => (value as Record<string, unknown>)[name], object);
}

const session = (group: string, name: string) => (app: INestApplication) =>
  field(app.get(SessionFactory), 'parts', group, name);
const upstream = (name: string) => (app: INestApplication) => field(app.get(Operations), 'upstream', 'limits', name);
const hub = (name: string) => (app: INestApplication) => field(app.get(Hub), 'options', name);
const deliverer = (name: string) => (app: INestApplication) => field(app.get(Hub), 'deliverer', 'limits', name);
const node = (name: string) => (app: INestApplication) =>
  field(app.get<{ describe(): unknown }>(NodeRegistration).describe(), name);
/** Read from the section each time that it is needed. */
const current = (section: string, name: string) => (app: INestApplication) =>
  field(app.get(LiveConfig).current, section, name);
const recommended =
  (...path: string[]) =>
  (app: INestApplication) =>
    field(app.get(NodesService).recommend('web', ''), ...path);
const limit = (name: string) => (app: INestApplication) => field(app.get(MemberLimit), 'options', name);
const consumer = (name: string) => (app: INestApplication) =>
  field(app.get(QueueConsumer), 'config', 'current', 'roomBatch', name);
const dispatcher = (section: string, name: string) => (app: INestApplication) =>
  field(app.get(Dispatcher), 'config', 'current', section, name);
const settlement = (name: string) => (app: INestApplication) =>
  field(app.get(Settlement), 'config', 'current', 'queue', name);

const comet: Record<string, Probe> = {
  'node.addrs': ['["10.0.0.1"]', ['10.0.0.1'], node('addrs')],
  'node.weight': ['7', 7, node('weight')],
  'node.offline': ['true', true, node('offline')],
  'http.maxConnections': ['3', 3, (app) => field(app.get(HttpConnections), 'options', 'maxConnections')],
  'http.replay': ['"3KiB"', 3_072, (app) => field(app.get(HttpConnections), 'options', 'replay')],
  // The port for clients by HTTP is an app of its own, which is given the section.
  'http.keepAlive': ['"3s"', 3_000, current('http', 'keepAlive')],
  'connection.handshakeTimeout': ['"3s"', 3_000, session('limits', 'handshakeTimeout')],
  'connection.maxPending': ['"3KiB"', 3_072, deliverer('maxPending')],
  'connection.onOverflow': ['"drop"', 'drop', deliverer('onOverflow')],
  'connection.maxUpstream': ['3', 3, upstream('maxUpstream')],
  'connection.upstreamRate': ['3', 3, upstream('upstreamRate')],
  'connection.upstreamBurst': ['3', 3, upstream('upstreamBurst')],
  'connection.maxAccepts': ['3', 3, (app) => field(app.get(Admission), 'limits', 'maxAccepts')],
  'connection.maxRooms': ['3', 3, (app) => field(app.get(ConnectionControl), 'limits', 'maxRooms')],
  'session.renewInterval': ['"3m"', 180_000, session('renewing', 'renewInterval')],
  'session.renewSpacing': ['"3ms"', 3, session('renewing', 'renewSpacing')],
  'session.onlineInterval': [
    '"3s"',
    3_000,
    (app) =>
      field((field(app.get(OnlineCounts), 'config') as { get(key: string): unknown }).get('session'), 'onlineInterval'),
  ],
  'hub.flushInterval': ['"3ms"', 3, hub('flushInterval')],
  'hub.slice': ['"3ms"', 3, hub('slice')],
  'shutdown.window': ['"3s"', 3_000, current('shutdown', 'window')],
  'log.level': ['"warn"', 'warn', () => PinoLogger.root.level],
};

const logic: Record<string, Probe> = {
  'http.maxMessage': ['"3KiB"', 3_072, current('http', 'maxMessage')],
  'queue.maxPending': ['3', 3, (app) => field(app.get(PushQueue), 'publisher', 'options', 'maxPending')],
  'session.heartbeat': ['"3s"', 3_000, (app) => field(app.get(SessionLifecycle), 'options', 'heartbeat')],
  'session.heartbeatMax': ['3', 3, (app) => field(app.get(SessionLifecycle), 'options', 'heartbeatMax')],
  'session.maxPerMember': ['3', 3, limit('maxPerMember')],
  'session.onTooMany': ['"close-oldest"', 'close-oldest', limit('onTooMany')],
  'nodes.defaultDomain': ['"a.example"', 'a.example', recommended('domain')],
  'nodes.hostDomain': ['".example"', '.example', (app) => field(app.get(NodesService), 'nodes', 'hostDomain')],
  'nodes.tcpPort': ['3', 3, recommended('tcp_port')],
  'nodes.wsPort': ['3', 3, recommended('ws_port')],
  'nodes.wssPort': ['3', 3, recommended('wss_port')],
  'nodes.regionWeight': ['3', 3, (app) => field(app.get(NodesService), 'nodes', 'regionWeight')],
  'backoff.maxDelay': ['33', 33, recommended('backoff', 'max_delay')],
  'backoff.baseDelay': ['4', 4, recommended('backoff', 'base_delay')],
  'backoff.factor': ['3', 3, recommended('backoff', 'factor')],
  'backoff.jitter': ['0.5', 0.5, recommended('backoff', 'jitter')],
  'log.level': ['"warn"', 'warn', () => PinoLogger.root.level],
};

const job: Record<string, Probe> = {
  'queue.maxTries': ['3', 3, settlement('maxTries')],
  'queue.retryDelay': ['"3s"', 3_000, settlement('retryDelay')],
  'roomBatch.batch': ['3', 3, dispatcher('roomBatch', 'batch')],
  'roomBatch.signal': ['"3ms"', 3, consumer('signal')],
  'dispatch.cometTimeout': ['"300ms"', 300, dispatcher('dispatch', 'cometTimeout')],
  'dispatch.waitForComet': ['"3s"', 3_000, dispatcher('dispatch', 'waitForComet')],
  'log.level': ['"warn"', 'warn', () => PinoLogger.root.level],
};

interface Subject {
  readonly schema: z.ZodObject;
  readonly probes: Record<string, Probe>;
  module(config: LiveConfig, bus: Bus): DynamicModule;
}

const subjects: [AppName, Subject][] = [
  ['comet', { schema: CometConfig, probes: comet, module: (config, bus) => CometModule.forRoot(config as never, bus) }],
  ['logic', { schema: LogicConfig, probes: logic, module: (config, bus) => LogicModule.forRoot(config as never, bus) }],
  ['job', { schema: JobConfig, probes: job, module: (config, bus) => JobModule.forRoot(config as never, bus) }],
];

describe.each(subjects)('the live keys of %s', (name, { schema, probes, module }) => {
  let broker: Broker;
  let folder: string;
  let file: string;
  let config: LiveConfig;
  let app: INestApplication | undefined;

  beforeAll(async () => {
    const logger = nestLogger({ app: name, level: 'info', destination: { write: () => undefined } });
    setLogLevel('info');
    broker = await Broker.start();
    folder = await mkdtemp(join(tmpdir(), 'goim-live-keys-'));
    file = join(folder, 'app.toml');
    await writeFile(file, '');
    config = LiveConfig.open({ app: name, schema, file, env: {} });
    const bus = await broker.connect();
    app = await NestFactory.create(module(config, bus), new FastifyAdapter(), { logger, abortOnError: false });
  });

  afterAll(async () => {
    config.close();
    await app?.close();
    await broker.stop();
    await rm(folder, { recursive: true });
  });

  it('are those that are proven here', () => {
    expect(Object.keys(probes).toSorted()).toEqual(liveKeys(schemaTree(schema)).toSorted());
  });

  it.each(Object.entries(probes))('%s reaches who goes by it', async (key, [toml, value, read]) => {
    expect(read(app!)).not.toEqual(value);
    const [section, last] = key.split('.');
    await writeFile(file, `[${section}]\n${last} = ${toml}\n`);
    expect(await config.reload('signal')).toMatchObject({ problems: [] });
    expect(config.waiting).toEqual([]);
    expect(read(app!)).toEqual(value);
  });
});
