import { BadRequestException, ForbiddenException, MethodNotAllowedException } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Server as TlsServer, TlsOptions } from 'node:tls';
import type { OpsSection } from '#config';
import {
  ambiguityOf,
  boundSockets,
  answerUnreadable,
  endUnread,
  READS,
  refuseStrangeBrowsers,
  requestBounds,
  trustedIn,
  withoutSchemas,
} from '#http';
import { SocketPlaces } from '#limits';
import type { FastifyInstance } from 'fastify';
import { Metrics, refusalsAt, type Refusals } from './metrics.js';

const REQUEST_TIMEOUT_MS = 10_000;
/** Sockets at a time; of them, of networks that may not ask; of them, of one address. */
const MOST_SOCKETS = 64;
const MOST_OF_STRANGERS = 16;
const MOST_OF_ADDRESS = 4;

/** What an ops port shows who connects to it: a `ServerCertificate`. */
interface Certificate {
  readonly options: TlsOptions;
  serve(server: TlsServer): void;
}

/**
 * The server of an ops port: what asks there is short, and is waited for no longer.
 *
 * @param certificate with it TLS is spoken
 */
export function opsAdapter(certificate?: Certificate): FastifyAdapter {
  const bounds = requestBounds(REQUEST_TIMEOUT_MS);
  const server = certificate ? { https: { ...certificate.options, ...bounds } } : { http: bounds };
  const adapter = new FastifyAdapter({ requestTimeout: REQUEST_TIMEOUT_MS, ...withoutSchemas(), ...server });
  certificate?.serve(adapter.getInstance().server as unknown as TlsServer);
  return adapter;
}

/** Keeps other networks from reading an ops port, and pages of others by the browsers that reach it. To be called before it listens. */
export function guardOps(
  app: NestFastifyApplication,
  { host, allowedHosts, open }: Pick<OpsSection, 'host' | 'allowedHosts' | 'open'>,
): void {
  const rules = { section: 'ops', allowedHosts: [host, ...allowedHosts], allowedOrigins: [] } as const;
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const refused = refusalsAt(app.get(Metrics), 'ops');
  boundOpsSockets(app.getHttpServer(), open, refused);
  const isOpen = trustedIn(open);
  fastify.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
    const mayAsk = isOpen(socket.remoteAddress);
    if (!mayAsk) {
      refused('network');
      void reply.header('Connection', 'close');
    }
    done(mayAsk ? undefined : new ForbiddenException('your network may not ask here (ops.open)'));
  });
  refuseStrangeBrowsers(fastify, { current: rules }, refused);
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    const problem = ambiguityOf(raw);
    if (problem !== undefined) refused('ambiguous');
    done(problem === undefined ? undefined : new BadRequestException(problem));
  });
  refuseWrites(fastify, refused);
}

/**
 * Keeps whoever reaches an ops port from taking the files of the process. Where too many are there, the oldest goes: what asks
 * here is short, so a probe that comes is answered however many hold their sockets. Strangers are refused before that.
 *
 * @param open networks that may ask
 */
export function boundOpsSockets(server: Server, open: readonly string[], refused: Refusals): void {
  const bounds = { most: Infinity, ofAddress: MOST_OF_ADDRESS, ofStrangers: MOST_OF_STRANGERS };
  boundSockets(server, { places: new SocketPlaces({ current: bounds }, open), refused });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    if (socket.destroyed) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (sockets.size <= MOST_SOCKETS) return;
    refused('connections');
    sockets.values().next().value!.destroy();
  });
  endUnread(server, refused);
  answerUnreadable(server, refused);
}

/** An ops port takes nothing, so no body is read: one that is broken off would be an error of ours to Nest, with a stack in the log. */
function refuseWrites(fastify: FastifyInstance, refused: Refusals): void {
  fastify.addHook('onRequest', ({ method }, reply, done) => {
    if (READS.has(method)) {
      done();
      return;
    }
    refused('method');
    void reply.header('Allow', [...READS].join(', '));
    done(new MethodNotAllowedException(`${method} is not taken here`));
  });
}
