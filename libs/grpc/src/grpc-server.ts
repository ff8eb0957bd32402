import {
  logVerbosity,
  Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  setLogVerbosity,
  status,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { fromJSON, loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { ServerGrpc } from '@nestjs/microservices';
import { protoPath as healthProto } from 'grpc-health-check';
import { AppError, protoDescriptors, type AppErrorCode, type GrpcService } from '#contracts';
import { listenOn, printAddress } from '#lifecycle';
import { SocketPlaces } from '#limits';
import { refusalsAt, SparseLines, type LabelledCounts, type Metrics, type ReadinessCheck } from '#observability';
import type { ServerCertificate } from '#tls';
import { boundConnections } from './bounded-server.js';
import { FailedCalls, type FailedCallsOptions } from './failed-calls.js';
import { Health } from './health.js';
import { OPEN_CALLS, OpenCalls } from './open-calls.js';
import { serviceDefinition } from './service-definition.js';

/** A call of which nothing is read but its metadata. */
export interface IncomingCall {
  /** `goim.comet.Comet/PushMsg` */
  readonly method: string;
  /** Of whoever is connected. */
  readonly address: string;
  readonly metadata: Metadata;
}

/** @returns why the call is not served; undefined where it is */
export type CallGuard = (call: IncomingCall) => AppError | undefined | Promise<AppError | undefined>;

export interface GrpcServerOptions extends FailedCallsOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** At a time; those above are closed as they come. Half of them, and of each address a tenth, are for networks other than `open`. */
  readonly maxConnections: number;
  /** Networks whose programs are known. */
  readonly open: readonly string[];
  /** Sockets of the process, which the connections are a part of. */
  readonly within?: SocketPlaces;
  /** Asked about all calls but those for the health, which anybody may ask for. */
  readonly guard: CallGuard;
  readonly service: GrpcService;
  /** With it TLS is spoken. */
  readonly certificate?: ServerCertificate | undefined;
  /** Names by which the server is known as well: its health is told by them, too. */
  readonly alsoKnownAs?: readonly string[];
  readonly metrics: Metrics;
  /** The service reports that it serves while these pass. */
  readonly checks: readonly ReadinessCheck[];
}

/** How long calls in flight may take to end at shutdown. */
const CLOSE_WITHIN_MS = 2_000;
/** In milliseconds. A socket that answers no ping, as one that never speaks HTTP/2, is closed. */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 10_000, 'grpc.keepalive_timeout_ms': 20_000 };
/** In milliseconds, of TLS; Node would wait for two minutes. */
const HANDSHAKE_MS = 10_000;
/** Calls of one connection at a time; more of them wait at the caller. A comet of goim's has a call a push under way. */
const MAX_STREAMS = 1_000;
/** What a guard may answer. */
const REFUSED: Partial<Record<AppErrorCode, status>> = {
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  unavailable: status.UNAVAILABLE,
  'unknown-key': status.UNAVAILABLE,
};
const HEALTH_SERVICE = 'grpc.health.v1.Health';
/** What the library's text of a failed bind has of Node's error. */
const BIND_FAILURE = /\b(EADDRINUSE|EACCES|EADDRNOTAVAIL|ENOTFOUND)\b/;

/**
 * Nest's gRPC transport for the handlers of one service by `@GrpcHandler(contract)`, with health and reflection beside it,
 * and a count of the calls. Messages are encoded by their contract, which needs no .proto file.
 */
export class GrpcServer extends ServerGrpc {
  private readonly serviceName: string;
  private readonly health: Health;
  private readonly calls: LabelledCounts<'method' | 'status'>;
  private server: Server | undefined;
  private endConnections = (): void => undefined;
  private boundPort = 0;
  private readonly lines = new SparseLines();

  constructor(private readonly settings: GrpcServerOptions) {
    const { service, alsoKnownAs = [], checks, metrics } = settings;
    const name = Object.values(service)[0]!.service;
    super({
      package: name.slice(0, name.lastIndexOf('.')),
      packageDefinition: { [name]: serviceDefinition(service) },
      // Nest loads one whether it is used or not; this one is loaded already, and costs nothing.
      protoLoader: '@grpc/grpc-js',
    });
    this.serviceName = name;
    this.health = new Health([name, ...alsoKnownAs], checks);
    this.calls = metrics.counter('goim_grpc_calls_total', 'gRPC calls that were answered, by method and status.', [
      'method',
      'status',
    ]);
  }

  /** `grpc://127.0.0.1:3109`, with the port that it got. */
  get address(): string {
    return `${this.settings.certificate ? 'grpcs' : 'grpc'}://${printAddress({ host: this.settings.host, port: this.boundPort })}`;
  }

  override async createClient(): Promise<Server> {
    // It writes to standard error, past the log; what fails is an error of the call as well.
    setLogVerbosity(logVerbosity.NONE);
    const server = new Server({
      'grpc.enable_channelz': 0,
      'grpc.max_concurrent_streams': MAX_STREAMS,
      ...KEEPALIVE,
      interceptors: [this.count, this.guard],
    });
    const refused = refusalsAt(this.settings.metrics, 'grpc');
    const failedCalls = new FailedCalls(this.settings, () => refused('failed-calls'));
    const openCalls = new OpenCalls(OPEN_CALLS, refused);
    this.endConnections = boundConnections(server, {
      places: placesOf(this.settings),
      refused,
      onSession: (session) => {
        failedCalls.watch(session);
        openCalls.watch(session);
      },
    });
    this.health.addTo(server);
    const described = { ...fromJSON(protoDescriptors), ...loadSync(healthProto) };
    new ReflectionService(described, { services: [this.serviceName, HEALTH_SERVICE] }).addToServer(server);
    this.server = server;
    return server;
  }

  /** Listens after the services are added: a call that came earlier would be answered UNIMPLEMENTED. */
  override async start(callback?: () => void): Promise<void> {
    await this.bindEvents();
    await this.health.start();
    const { host, port } = this.settings;
    this.boundPort = await listenOn({ key: 'grpc.port', host, port }, () => this.bind(printAddress({ host, port })));
    callback?.();
  }

  override async createService(definition: { prototype: object }, name: string): Promise<object> {
    const handlers = await super.createService(definition, name);
    const missing = Object.keys(definition.prototype).filter((method) => !(method in handlers));
    if (missing.length > 0) throw new Error(`no handler answers ${missing.join(', ')} of ${this.serviceName}`);
    return handlers;
  }

  /** Lets the calls that run end, for a while. */
  override async close(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    this.grpcClient = null;
    this.health.stop();
    const timer = setTimeout(() => {
      server.forceShutdown();
      this.endConnections();
    }, CLOSE_WITHIN_MS);
    await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
    clearTimeout(timer);
  }

  private readonly count: ServerInterceptor = ({ path }, call) =>
    new ServerInterceptingCall(call, {
      sendStatus: (sent, next) => {
        this.calls.inc({ method: path.slice(1), status: status[sent.code] ?? sent.code });
        next(sent);
      },
    });

  /** What is not served is answered before it is read. */
  private readonly guard: ServerInterceptor = ({ path }, call) => {
    // To watch it takes a stream for as long as the caller likes.
    if (path === `/${HEALTH_SERVICE}/Check`) return new ServerInterceptingCall(call);
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, read) => {
            const settle = (refusal: AppError | undefined): void => {
              if (refusal)
                call.sendStatus({ code: REFUSED[refusal.code] ?? status.INTERNAL, details: refusal.message });
              else read(metadata);
            };
            const found = this.refusalOf({ method: path.slice(1), address: hostOf(call.getPeer()), metadata });
            if (found instanceof Promise) void found.then(settle);
            else settle(found);
          },
        }),
    });
  };

  /** What the guard says, or that it failed: the library catches nothing here, so what it throws would end the process. */
  private refusalOf(call: IncomingCall): ReturnType<CallGuard> {
    try {
      const found = this.settings.guard(call);
      return found instanceof Promise ? found.catch((error: unknown) => this.fault(error)) : found;
    } catch (error) {
      return this.fault(error);
    }
  }

  private fault(error: unknown): AppError {
    this.lines.tell('guard', (leftOut) =>
      this.logger.error('who calls by gRPC cannot be said', { err: error, ...leftOut }),
    );
    return new AppError('internal', 'internal error');
  }

  private bind(address: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const { certificate } = this.settings;
      const credentials = certificate ? new CertificateCredentials(certificate) : ServerCredentials.createInsecure();
      this.server!.bindAsync(address, credentials, (error, port) => {
        if (error) reject(asListenFailure(error));
        else resolve(port);
      });
    });
  }
}

/** Strangers must not take the places of the programs that the server is for, nor one of them those of the others. */
function placesOf({ maxConnections: most, open, within }: GrpcServerOptions): SocketPlaces {
  const bounds = { most, ofAddress: Math.ceil(most / 10), ofStrangers: Math.ceil(most / 2) };
  return new SocketPlaces({ current: bounds }, open, within);
}

/** The library keeps only the text of Node's error. */
function asListenFailure(error: Error): Error {
  const code = BIND_FAILURE.exec(error.message)?.[1];
  return code ? Object.assign(error, { code, syscall: 'listen' }) : error;
}

/** The library writes IPv6 addresses with or without brackets, and the port behind them. */
function hostOf(peer: string): string {
  return peer.slice(0, peer.lastIndexOf(':')).replaceAll(/^\[|\]$/g, '');
}

/** TLS with a certificate that is replaced while the server runs; the library's own credentials are read once. */
class CertificateCredentials extends ServerCredentials {
  constructor(certificate: ServerCertificate) {
    const { SNICallback, requestCert = false } = certificate.options;
    super(
      {
        requestCert,
        rejectUnauthorized: requestCert,
        handshakeTimeout: HANDSHAKE_MS,
        ...(SNICallback && { SNICallback }),
      },
      certificate.context,
    );
    certificate.onReplaced(() => this.updateSecureContextOptions(certificate.context));
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}
