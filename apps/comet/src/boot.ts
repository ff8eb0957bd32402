import cluster from 'node:cluster';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { connectConfigured, type Bus } from '#bus';
import { GrpcCallers } from '#callers/nest';
import { BusReadiness, BusRpcStrategy, DurableReadiness } from '#bus/nest';
import type { CheckedConfig, Live, LiveConfig } from '#config';
import { atComet, COMET_ON_THE_BUS, cometGrpc, cometRpc, type CometId } from '#contracts';
import { createGrpcServer, type GrpcServer } from '#grpc';
import type { BrowserRules } from '#http';
import { listenOn, type RunningApp, type UnfinishedBoot } from '#lifecycle';
import { guardOps, Metrics, nestLogger, opsAdapter, Readiness, refusalsAt, shareMetrics } from '#observability';
import { ServerCertificate, showCertificates } from '#tls';
import { CometModule } from './comet.module.js';
import { CometConfig } from './config/comet.config.js';
import { PushTarget } from './inbound/push-target.js';
import { COMET_ID } from './node/comet-id.js';
import { NodeRegistration } from './node/node-registration.js';
import { OnlineCounts } from './node/online-counts.js';
import { assertClientsVerified } from './client/admission/verified-clients.js';
import { ClientSockets } from './client/admission/client-sockets.js';
import { EndReporter } from './client/registration/end-reporter.js';
import { closeAll, SessionSweeper } from './client/session/session-closing.js';
import { SessionTable } from './client/session/session-table.js';
import { browserRules, proxyProtocol } from './transport/port-options.js';
import { ClientPorts } from './transport/client-ports.js';
import { ConnectionAccess } from './transport/http/connection-access.js';
import { HttpServer } from './transport/http/http.server.js';
import { TcpServer } from './transport/tcp/tcp.server.js';
import { CometWsAdapter } from './transport/websocket/websocket.adapter.js';
import { answerPrimary } from './inbound/worker-ipc/answer-primary.js';
import { bootPrimary } from './workers/primary.js';

/** Starts comet: as one process, or as one that keeps several (`workers`). */
export async function boot(
  checked: CheckedConfig<typeof CometConfig>,
  unfinished: UnfinishedBoot = {},
): Promise<RunningApp> {
  const { bus, live } = await connectConfigured(checked);
  const bootAs = live.current.workers > 1 && cluster.isPrimary ? bootPrimary : bootComet;
  return bootAs(live, bus, unfinished);
}

/** The bus first, then Nest, then the clients' ports, and the registration last. */
async function bootComet(live: LiveConfig<CometConfig>, bus: Bus, unfinished: UnfinishedBoot): Promise<RunningApp> {
  const config = live.current;
  const logger = nestLogger({ app: 'comet', level: config.log.level });
  const certificates = openCertificates(live);
  const { certificate, ofOps, ofGrpc } = certificates;
  const app = await NestFactory.create<NestFastifyApplication>(CometModule.forRoot(live, bus), opsAdapter(ofOps), {
    logger,
    abortOnError: false,
    forceCloseConnections: true,
  });
  if (!cluster.isWorker) await assertClientsVerified(bus, config);
  showCertificates(app.get(Metrics), [certificate, ofOps, ofGrpc]);
  guardOps(app, config.ops);
  const browsers = live.select(browserRules);
  const websocket = new CometWsAdapter(config.connection.handshakeTimeout, {
    certificate,
    browsers,
    proxyProtocol: proxyProtocol(live),
    refused: refusalsAt(app.get(Metrics), 'websocket'),
    places: app.get(ClientSockets),
  });
  app.useWebSocketAdapter(websocket);
  const cometId = app.get<CometId>(COMET_ID);
  app.connectMicroservice({
    strategy: new BusRpcStrategy(bus, {
      // The subjects are this comet's own.
      queue: '',
      contracts: Object.values(cometRpc) as never,
      subjectOf: (contract) => atComet(cometId, contract).subject,
    }),
  });
  const grpc = await serveGrpc(app, config.grpc, ofGrpc);
  await app.init();
  await app.startAllMicroservices();
  await bus.flush();
  const http = await createHttpServer(app, live, browsers, certificate, logger);
  live.onChange('connection', ({ handshakeTimeout }) => {
    websocket.setHandshakeTimeout(handshakeTimeout);
    http.setRequestTimeout(handshakeTimeout);
  });
  const ports = new ClientPorts(app.get(TcpServer), websocket, http, certificate);
  const addresses = await ports.listen(config);
  const end = (): Promise<void> => close(app, ports, live.current.shutdown.window);
  let registered: Promise<void> | undefined;
  let isAbandoned = false;
  // There are clients by now. An entry that is being written is to be there when it is withdrawn.
  unfinished.abandon = async () => {
    isAbandoned = true;
    await registered?.catch(() => undefined);
    await end();
  };
  const ops = await listenForOps(app, config.ops);
  if (isAbandoned) throw new Error('asked to end while it started');
  // After the ports: a comet that can't have them must not be in the list of nodes.
  registered = app.get(NodeRegistration).register();
  await registered;
  app.get(SessionSweeper).start();
  app.get(OnlineCounts).start();
  return {
    addresses: { ...addresses, ...(grpc && { grpc: grpc.address }), ...ops },
    reload: () => live.reload('signal'),
    close: end,
  };
}

/** The primary serves the ops port and the gRPC port for its workers, and has their certificates. */
function openCertificates(
  live: LiveConfig<CometConfig>,
): Record<'certificate' | 'ofOps' | 'ofGrpc', ServerCertificate | undefined> {
  const { tls, ops, grpc } = live.current;
  const own = cluster.isPrimary;
  return {
    certificate: ServerCertificate.of(live, tls),
    ofOps: own ? ServerCertificate.of(live, ops.tls, 'ops.tls') : undefined,
    ofGrpc: own && grpc.enabled ? ServerCertificate.of(live, grpc.tls, 'grpc.tls') : undefined,
  };
}

/** A worker has no gRPC port: its primary takes the calls for all workers, and passes them on. */
async function serveGrpc(
  app: NestFastifyApplication,
  config: CometConfig['grpc'],
  certificate: ServerCertificate | undefined,
): Promise<GrpcServer | undefined> {
  if (cluster.isWorker) {
    const readiness = app.get(Readiness);
    answerPrimary({ target: app.get(PushTarget), look: () => readiness.look() }, process);
  }
  if (cluster.isWorker || !config.enabled) return undefined;
  const metrics = app.get(Metrics);
  const strategy = await createGrpcServer({
    ...config,
    guard: app.get(GrpcCallers).guard,
    within: app.get(ClientSockets),
    certificate,
    service: cometGrpc,
    alsoKnownAs: [COMET_ON_THE_BUS],
    metrics,
    checks: [app.get(BusReadiness), app.get(DurableReadiness)],
  });
  app.connectMicroservice({ strategy });
  return strategy;
}

function createHttpServer(
  app: NestFastifyApplication,
  live: LiveConfig<CometConfig>,
  browsers: Live<BrowserRules>,
  certificate: ServerCertificate | undefined,
  logger: LoggerService,
): Promise<HttpServer> {
  const metrics = app.get(Metrics);
  const access = app.get(ConnectionAccess);
  const { http, connection, proxies } = live.current;
  metrics.observedCounter(
    'goim_http_forwarded_total',
    'Requests of clients by HTTP that were passed on to the comet that holds the connection.',
    () => access.forwarded,
  );
  return HttpServer.create(
    { access, metrics },
    {
      ...http,
      requestTimeout: connection.handshakeTimeout,
      trustedProxies: proxies.trusted,
      proxyProtocol: proxyProtocol(live),
      places: app.get(ClientSockets).byHttp,
      browsers,
      certificate: http.tls ? certificate : undefined,
    },
    logger,
  );
}

/** A worker has no ops port: its primary answers for all workers. */
async function listenForOps(
  app: NestFastifyApplication,
  { host, port }: CometConfig['ops'],
): Promise<Record<string, string>> {
  if (cluster.isWorker) {
    shareMetrics(app.get(Metrics));
    return {};
  }
  await listenOn({ key: 'ops.port', host, port }, () => app.listen(port, host));
  return { ops: await app.getUrl() };
}

/** The order matters: first no new clients, then no new pushes, then the clients are closed, and last the bus is drained. */
async function close(app: NestFastifyApplication, ports: ClientPorts, windowMs: number): Promise<void> {
  ports.stopAccepting();
  app.get(OnlineCounts).stop();
  app.get(SessionSweeper).stop();
  app.get(EndReporter).stop();
  await app.get(NodeRegistration).withdraw();
  await closeAll(app.get(SessionTable), windowMs);
  await ports.close();
  await app.close();
}
