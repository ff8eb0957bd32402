import {
  Client,
  credentials,
  logVerbosity,
  Metadata,
  setLogVerbosity,
  status,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import { AppError, type GrpcContract } from '#contracts';
import type { LabelledCounts, Metrics } from '#observability';
import { methodDefinition } from './service-definition.js';

/** A server that comes back is reached again soon: the callers have bounded retries of their own. */
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 };
/** A proxy that the machine has for the web (http_proxy) reaches no comet, and nothing else that the apps call goes by one. */
const PLAIN = { 'grpc.enable_channelz': 0, 'grpc.enable_http_proxy': 0 };
/** Such as a server that is not there. */
const RETRYABLE: ReadonlySet<status> = new Set([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
  status.ABORTED,
]);

/** Calls the services of one address, by their contracts. Connects with the first call. */
export class GrpcClient {
  private readonly client: Client;
  private readonly calls: LabelledCounts<'method' | 'status'>;

  /** @param address `host:port` */
  constructor(
    private readonly address: string,
    metrics: Metrics,
  ) {
    setLogVerbosity(logVerbosity.NONE);
    this.client = new Client(address, credentials.createInsecure(), { ...RECONNECT, ...PLAIN });
    this.calls = metrics.counter('goim_grpc_requests_total', 'gRPC calls that were made, by method and status.', [
      'method',
      'status',
    ]);
  }

  /** @throws AppError `unavailable` where trying again may help, else `internal` */
  call<Request, Reply>(contract: GrpcContract<Request, Reply>, request: Request, timeoutMs: number): Promise<Reply> {
    const { path, requestSerialize, responseDeserialize } = methodDefinition(contract);
    const options = { deadline: Date.now() + timeoutMs };
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, reply?: Reply): void => {
        this.calls.inc({ method: path.slice(1), status: status[error?.code ?? status.OK] });
        if (error) reject(this.failure(contract.method, error));
        else resolve(reply!);
      };
      this.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, new Metadata(), options, done);
    });
  }

  /** Whether the health of a service is told there, good or not. False as well where nobody answers in time. */
  knowsHealthOf(service: string, timeoutMs: number): Promise<boolean> {
    const { path, requestSerialize, responseDeserialize } = healthService['Check']! as MethodDefinition<object, object>;
    const options = { deadline: Date.now() + timeoutMs };
    return new Promise((resolve) => {
      const request = { service };
      this.client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        new Metadata(),
        options,
        (error) => resolve(error === null),
      );
    });
  }

  close(): void {
    this.client.close();
  }

  private failure(method: string, error: ServiceError): AppError {
    const message = `${method} at ${this.address}: ${status[error.code]}: ${error.details}`;
    return new AppError(RETRYABLE.has(error.code) ? 'unavailable' : 'internal', message, { cause: error });
  }
}
