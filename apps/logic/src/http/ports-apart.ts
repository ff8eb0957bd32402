import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { ForbiddenException, HttpException, Logger, NotFoundException } from '@nestjs/common';
import { browserFault, trustedIn, type Trusts } from '#http';
import { listenOn, printAddress, startListening } from '#lifecycle';
import { boundOpsSockets, type Refusals } from '#observability';
import type { ServerCertificate } from '#tls';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiRequest } from '../callers/caller.js';
import type { LogicConfig } from '../config/logic.config.js';

/** What a port of its own is for, by the section of the configuration that has it. */
type Part = 'ops' | 'public';

/** By which name the port is asked for is looked at behind this. */
const PAGES_OF_OPS = { section: 'ops', allowedHosts: ['*'], allowedOrigins: [] } as const;
const HEALTH = ['/health/live', '/health/ready'];
/** The routes that a port of its own serves, and no others. */
const SERVED: Readonly<Record<Part, ReadonlySet<string>>> = {
  ops: new Set([...HEALTH, '/metrics']),
  public: new Set([...HEALTH, '/goim/nodes/weighted', '/v1/nodes/weighted']),
};

/**
 * Ports beside that of the HTTP API, each for a part of its routes: those for operators, and those for everybody. Where
 * operators have theirs, the API's own port serves none of it.
 */
export class PortsApart {
  private readonly logger = new Logger(PortsApart.name);
  private readonly cameBy = new WeakMap<IncomingMessage, Part>();
  private readonly servers: Server[] = [];
  private readonly mayAskOps: Trusts;

  constructor(
    private readonly config: Pick<LogicConfig, Part>,
    private readonly fastify: FastifyInstance,
    /** Counts whom the port of operators refuses. */
    private readonly refused: Refusals,
  ) {
    this.mayAskOps = trustedIn(config.ops.open);
    if (config.ops.enabled || config.public.enabled) {
      fastify.addHook('onRequest', (request, reply, done) => done(this.faultOf(request, reply)));
    }
  }

  /**
   * To be called once the routes are there.
   *
   * @param faceStrangers has a server take what comes from anywhere
   * @returns where it listens, by section
   */
  async listen(
    options: ServerOptions,
    certificates: Readonly<Record<Part, ServerCertificate | undefined>>,
    faceStrangers: (server: Server, part: 'public') => void,
  ): Promise<Record<string, string>> {
    const addresses: Record<string, string> = {};
    for (const part of ['ops', 'public'] as const) {
      const { enabled, host, port } = this.config[part];
      if (!enabled) continue;
      const certificate = certificates[part];
      const server = this.serve(part, options, certificate);
      // Operators come by no load balancer.
      if (part === 'public') faceStrangers(server, part);
      else boundOpsSockets(server, this.config.ops.open, this.refused);
      const bound = await listenOn({ key: `${part}.port`, host, port }, () =>
        startListening(server, { host, port }, (err) => this.logger.error('cannot accept', { err, part })),
      );
      addresses[part] = `${certificate ? 'https' : 'http'}://${printAddress({ host, port: bound.port })}`;
    }
    return addresses;
  }

  /** Connections end with it. */
  close(): void {
    for (const server of this.servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  private serve(part: Part, options: ServerOptions, certificate: ServerCertificate | undefined): Server {
    const listener: RequestListener = (request, response) => {
      this.cameBy.set(request, part);
      this.fastify.routing(request, response);
    };
    const server = certificate
      ? createTlsServer({ ...certificate.options, ...options }, listener)
      : createServer(options, listener);
    certificate?.serve(server as ReturnType<typeof createTlsServer>);
    this.servers.push(server);
    return server;
  }

  private faultOf(request: FastifyRequest & Partial<ApiRequest>, reply: FastifyReply): Error | undefined {
    const part = this.cameBy.get(request.raw);
    const { method, url, ip, raw } = request;
    const route = request.routeOptions.url;
    if (part === 'ops' && !this.mayAskOps(raw.socket.remoteAddress)) {
      this.refused('network');
      void reply.header('Connection', 'close');
      return new ForbiddenException('your network may not ask here (ops.open)');
    }
    // Nobody needs a key here: what pages of other sites may ask the API, with theirs, is none of this port's.
    const fault = part === 'ops' ? browserFault(raw, PAGES_OF_OPS) : undefined;
    if (fault) {
      this.refused(fault.reason);
      return new HttpException(fault.message, fault.status);
    }
    // What no port serves is not found as it is.
    if (route === undefined) return undefined;
    const isServed = part ? SERVED[part].has(route) : !(this.config.ops.enabled && SERVED.ops.has(route));
    if (!isServed) return new NotFoundException(`Cannot ${method} ${url}`);
    // Whoever may ask at this port needs no key for it.
    if (part === 'ops') request.caller = { address: ip };
    return undefined;
  }
}
