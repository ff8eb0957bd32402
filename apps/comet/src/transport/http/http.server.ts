import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:tls';
import { Logger, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Live } from '#config';
import {
  behindProxies,
  originForm,
  refuseAmbiguous,
  refuseStrangeBrowsers,
  requestBounds,
  RequestsUnderWay,
  boundSockets,
  answerUnreadable,
  endUnread,
  setRequestTimeout,
  tidyForwarded,
  withoutSchemas,
  type BrowserRules,
  type ProxyProtocolOptions,
} from '#http';
import type { SocketPlaces } from '#limits';
import { refusalsAt } from '#observability';
import type { ServerCertificate } from '#tls';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientPort } from '../port-options.js';
import { HttpClientsModule, type HttpClientsParts } from './http-clients.module.js';
import { ProblemFilter } from './problem.filter.js';
import { refuseHead, takeBodies } from './requests.js';

/** A connection's id is in the path. */
const MAX_PATH_PART_CHARACTERS = 512;
const PREFLIGHT_AGE_SECONDS = 600;
const ANY_ORIGIN = '*';
/** How long requests may hold up the end of this process. Polls that other comets answer take longer, and are asked again elsewhere. */
const LAST_ANSWERS_MS = 1_000;

export interface HttpServerOptions {
  /** Longest body, in bytes. */
  readonly maxBody: number;
  /** Milliseconds that a request may take to arrive; see `setRequestTimeout`. */
  readonly requestTimeout: number;
  /** Whose pages may ask (`*` = any, without cookies), and by which names. */
  readonly browsers: Live<BrowserRules>;
  /** Networks of the proxies whose X-Forwarded-For is taken for the client's address. */
  readonly trustedProxies: readonly string[];
  readonly proxyProtocol: Omit<ProxyProtocolOptions, 'refused'>;
  readonly places: SocketPlaces;
  /** With it, HTTPS is spoken. */
  readonly certificate?: ServerCertificate;
}

/** Clients by HTTP. */
export class HttpServer {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly parts: HttpClientsParts,
    private readonly requests: RequestsUnderWay,
  ) {}

  static async create(
    parts: HttpClientsParts,
    { maxBody, requestTimeout, browsers, trustedProxies, proxyProtocol, places, certificate }: HttpServerOptions,
    logger: LoggerService,
  ): Promise<HttpServer> {
    const adapter = new FastifyAdapter({
      bodyLimit: maxBody,
      requestTimeout,
      ...withoutSchemas(),
      ...(certificate
        ? { https: { ...certificate.options, ...requestBounds(requestTimeout) } }
        : { http: requestBounds(requestTimeout) }),
      routerOptions: { maxParamLength: MAX_PATH_PART_CHARACTERS },
      ...behindProxies(trustedProxies),
      rewriteUrl: originForm,
      // What the router refuses before Nest sees it: a URL that can't be decoded.
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
        app.get(ProblemFilter).answer(error, request, reply),
    });
    const app = await NestFactory.create<NestFastifyApplication>(HttpClientsModule.of(parts), adapter, {
      logger,
      abortOnError: false,
      bodyParser: false,
      forceCloseConnections: true,
    });
    certificate?.serve(app.getHttpServer() as unknown as TlsServer);
    const fastify = app.getHttpAdapter().getInstance();
    const refused = refusalsAt(parts.metrics, 'http');
    // The routes say themselves that comet ends: to EventSource a status but 200 would be the end for good.
    const requests = new RequestsUnderWay(fastify, refused);
    boundSockets(app.getHttpServer(), { places, proxyProtocol, refused });
    endUnread(app.getHttpServer(), refused);
    answerUnreadable(app.getHttpServer(), refused);
    const rules: Live<BrowserRules> = {
      get current() {
        return { ...browsers.current, readsAct: true };
      },
    };
    refuseStrangeBrowsers(fastify, rules, refused);
    refuseAmbiguous(fastify);
    tidyForwarded(fastify);
    refuseHead(fastify);
    takeBodies(fastify);
    fastify.addHook('onRequest', (_request, reply, done) => {
      void reply.header('Cache-Control', 'no-store');
      done();
    });
    const { allowedOrigins } = browsers.current;
    if (allowedOrigins.length > 0) {
      const isAny = allowedOrigins.includes(ANY_ORIGIN);
      app.enableCors({
        origin: isAny ? ANY_ORIGIN : [...allowedOrigins],
        credentials: !isAny,
        methods: ['GET', 'POST', 'DELETE'],
        exposedHeaders: ['Goim-Cursor', 'Retry-After'],
        maxAge: PREFLIGHT_AGE_SECONDS,
      });
    }
    return new HttpServer(app, parts, requests);
  }

  /** @returns its URL @throws Error where it can't listen there */
  async listen(at: ClientPort): Promise<string> {
    await this.app.listen(at);
    const logger = new Logger(HttpServer.name);
    // Such as too many open files: clients that are connected stay, and accepting goes on.
    this.server.on('error', (err) => logger.error('cannot accept', { err }));
    return this.app.getUrl();
  }

  /** @param requestTimeout milliseconds; for the connections that are there as well */
  setRequestTimeout(requestTimeout: number): void {
    setRequestTimeout(this.server, requestTimeout);
  }

  stopAccepting(): void {
    this.parts.access.stopAccepting();
    this.server.close();
    this.server.closeIdleConnections();
  }

  /** Once the clients were closed: answers what they have asked for, such as what another comet is asked for them, and ends what is left. */
  async close(): Promise<void> {
    await this.requests.end(LAST_ANSWERS_MS);
    await this.app.close();
  }

  private get server(): Server {
    return this.app.getHttpServer();
  }
}
