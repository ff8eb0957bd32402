import type { IncomingMessage, Server } from 'node:http';
import type { Server as TlsServer } from 'node:tls';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { connectConfigured } from '#bus';
import { BusRpcStrategy } from '#bus/nest';
import { isLoopback, type CheckedConfig } from '#config';
import { AppError, LOGIC_QUEUE_GROUP, logicRpc } from '#contracts';
import {
  behindProxies,
  boundSockets,
  answerUnreadable,
  endUnread,
  originForm,
  refuseStrangeBrowsers,
  requestBounds,
  RequestsUnderWay,
  withParsableQuery,
} from '#http';
import { listenOn, type RunningApp } from '#lifecycle';
import { withinTime } from '#limits';
import { Metrics, nestLogger, refusalsAt } from '#observability';
import { ServerCertificate, showCertificates } from '#tls';
import { withoutToken } from './callers/bearer.js';
import { showsConsole } from './console/console-pages.js';
import { LogicConfig, LONGEST_MESSAGE } from './config/logic.config.js';
import { loadExtensions } from './extensions/load-extensions.js';
import { MESSAGE_ID_HEADER } from './http/answer-headers.js';
import { CallersFirst } from './http/callers-first.js';
import { FailureAnswers } from './http/failure-answers.js';
import { serveExamples } from './http/examples.js';
import { refuseUnknownParameters } from './http/known-parameters.js';
import { portSockets } from './http/port-sockets.js';
import { PortsApart } from './http/ports-apart.js';
import { prepareHttp } from './http/prepare-http.js';
import { ShortWays } from './http/short-ways.js';
import { wholeApiDocument } from './http/swagger.js';
import { serveApiDocs } from './http/swagger-ui.js';
import { LogicModule } from './logic.module.js';
import { EventStreams } from './streams/event-streams.js';
import { Transports } from './transports.module.js';
import { isUpstreamPattern } from './upstream/events/upstream-events.strategy.js';

/** So long browsers need not ask again whether a page may push; they would before every few. */
const PREFLIGHT_AGE_SECONDS = 600;
/** How long what was taken may hold up the end of this process, which has 10 s. The push queue may take 4 s after it. */
const LAST_ANSWERS_MS = 5_000;

/** Starts logic: the bus first, then Nest, then the handlers, and the HTTP API last. */
export async function boot(checked: CheckedConfig<typeof LogicConfig>): Promise<RunningApp> {
  const { bus, live } = await connectConfigured(checked);
  const config = live.current;
  const { http, log } = config;
  const extensions = await loadExtensions(config.extensions);
  const logger = nestLogger({ app: 'logic', level: log.level });
  const certificate = ServerCertificate.of(live, config.tls);
  const keepAliveTimeout = http.keepAlive;
  const bounds = { ...requestBounds(http.requestTimeout), maxHeaderSize: http.maxHeader, keepAliveTimeout };
  const app = await NestFactory.create<NestFastifyApplication>(
    LogicModule.forRoot(live, bus, extensions),
    new FastifyAdapter({
      bodyLimit: LONGEST_MESSAGE,
      ...behindProxies(http.trustProxy),
      requestTimeout: http.requestTimeout,
      keepAliveTimeout,
      ...(certificate ? { https: { ...certificate.options, ...bounds } } : { http: bounds }),
      rewriteUrl: (request: IncomingMessage) => withParsableQuery(withoutToken(originForm(request), request), request),
      // What the router refuses before Nest sees it: a URL that can't be decoded.
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        if (!app.get(FailureAnswers).answer(error, request, reply)) void reply.send(error);
      },
      // A room in a path is longer than Fastify's 100 characters; what it may be is checked by name.
      routerOptions: { maxParamLength: http.maxHeader },
    }),
    { logger, abortOnError: false, forceCloseConnections: true },
  );
  const refused = refusalsAt(app.get(Metrics), 'http');
  const requests = new RequestsUnderWay(
    app.getHttpAdapter().getInstance(),
    refused,
    () => new AppError('unavailable', 'logic is shutting down'),
  );
  certificate?.serve(app.getHttpServer() as unknown as TlsServer);
  const ofOps = config.ops.enabled ? ServerCertificate.of(live, config.ops.tls, 'ops.tls') : undefined;
  const certificates = [certificate, ofOps, ...app.get(Transports).certificates];
  showCertificates(app.get(Metrics), certificates);
  const places = portSockets(config, app.get(Transports).sockets);
  const faceStrangers = (server: Server, port: keyof typeof places): void => {
    const { proxyProtocol: networks, proxyProtocolRequired: isRequired, requestTimeout } = http;
    const proxyProtocol = { networks, isRequired, timeout: () => requestTimeout };
    boundSockets(server, { places: places[port], proxyProtocol, refused });
    endUnread(server, refused);
    answerUnreadable(server, refused);
  };
  faceStrangers(app.getHttpServer(), 'http');
  const ports = new PortsApart(config, app.getHttpAdapter().getInstance(), refusalsAt(app.get(Metrics), 'ops'));
  const allowedHosts = [
    http.host,
    config.public.host,
    config.ops.host,
    ...http.allowedHosts,
    ...config.ops.allowedHosts,
  ];
  const browsers = { ...http, section: 'http', allowedHosts } as const;
  refuseStrangeBrowsers(app.getHttpAdapter().getInstance(), { current: browsers }, refused);
  if (http.allowedOrigins.length > 0) allowOrigins(app, http.allowedOrigins);
  prepareHttp(
    app,
    live.select((current) => current.http),
    refused,
  );
  app.get(CallersFirst).watch(app.getHttpAdapter().getInstance());
  app.get(ShortWays).watch(app.getHttpAdapter().getInstance());
  const document = wholeApiDocument(app);
  const showsDocs = config.docs.enabled ?? isLoopback(http.host);
  if (showsDocs) serveApiDocs(app, document);
  refuseUnknownParameters(app.getHttpAdapter().getInstance(), document, refused);
  if (config.examples.enabled) await serveExamples(app);
  const transports = app.get(Transports).list;
  const onBus = new BusRpcStrategy(bus, {
    queue: LOGIC_QUEUE_GROUP,
    contracts: Object.values(logicRpc) as never,
    isElsewhere: isUpstreamPattern,
  });
  const strategies = [onBus, ...transports.map(({ strategy }) => strategy)];
  for (const strategy of strategies) app.connectMicroservice({ strategy });
  await app.startAllMicroservices();
  const target = { key: 'http.port', host: http.host, port: http.port };
  await listenOn(target, () => app.listen(http.port, http.host));
  const url = await app.getUrl();
  const apart = await ports.listen(bounds, { ops: ofOps, public: certificate }, faceStrangers);
  return {
    addresses: {
      http: url,
      ...apart,
      ...(showsDocs && { docs: `${url}/docs` }),
      ...(showsConsole(config) && { console: `${url}/console/` }),
      ...Object.fromEntries(transports.flatMap(({ name, address }) => (address ? [[name, address]] : []))),
    },
    reload: () => live.reload('signal'),
    close: async () => {
      for (const one of certificates) one?.close();
      await answerLast(app, requests, strategies);
      ports.close();
      await app.close();
    },
  };
}

/**
 * Takes nothing new by any way, and answers what was taken, while everything that this needs is still there. Nest would end the
 * providers first, and the ways in after them: the server gives this process its share of what comets ask for up to then.
 */
async function answerLast(
  app: NestFastifyApplication,
  requests: RequestsUnderWay,
  strategies: readonly CustomTransportStrategy[],
): Promise<void> {
  app.get(EventStreams).end();
  const drained = Promise.all(strategies.map((strategy): unknown => strategy.close()));
  await Promise.all([requests.end(LAST_ANSWERS_MS), withinTime(LAST_ANSWERS_MS, drained)]);
}

/** Has browsers show the answers to pages of these origins (CORS). */
function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  const isAny = origins.includes('*');
  app.enableCors({
    origin: isAny ? '*' : [...origins],
    credentials: !isAny,
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: [MESSAGE_ID_HEADER, 'Retry-After'],
    maxAge: PREFLIGHT_AGE_SECONDS,
  });
}
