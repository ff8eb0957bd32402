import {
  status,
  type sendUnaryData,
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { healthGrpc, ServingStatus, type HealthCheckReply, type HealthCheckRequest } from '#contracts';
import type { ReadinessCheck } from '#observability';
import { serviceDefinition } from './service-definition.js';

const WATCH_INTERVAL_MS = 1_000;

type Serving = HealthCheckReply['status'];
type Watcher = ServerWritableStream<HealthCheckRequest, HealthCheckReply>;

/** grpc.health.v1: a service serves while the app is ready, by the same checks as /health/ready. */
export class Health {
  private readonly watchers = new Map<Watcher, Serving>();
  private timer: NodeJS.Timeout | undefined;

  /** @param services that are asked for by name; '' is the server as a whole */
  constructor(
    private readonly services: readonly string[],
    private readonly checks: readonly ReadinessCheck[],
  ) {}

  addTo(server: Server): void {
    server.addService(serviceDefinition(healthGrpc), {
      Check: (call: ServerUnaryCall<HealthCheckRequest, HealthCheckReply>, callback: sendUnaryData<HealthCheckReply>) =>
        void this.check(call.request.service, callback),
      Watch: (call: Watcher) => void this.watch(call),
    });
  }

  /** Tells who watches that nothing is served any more, and ends their calls. */
  stop(): void {
    clearInterval(this.timer);
    for (const watcher of this.watchers.keys()) {
      watcher.write({ status: ServingStatus.NotServing });
      watcher.end();
    }
    this.watchers.clear();
  }

  private async check(service: string, callback: sendUnaryData<HealthCheckReply>): Promise<void> {
    if (this.knows(service)) callback(null, { status: await this.serving() });
    else callback({ code: status.NOT_FOUND, details: `no service ${JSON.stringify(service)} is served here` });
  }

  private async watch(call: Watcher): Promise<void> {
    const now = this.knows(call.request.service) ? await this.serving() : ServingStatus.ServiceUnknown;
    call.write({ status: now });
    if (now === ServingStatus.ServiceUnknown || call.cancelled) return;
    this.watchers.set(call, now);
    call.on('cancelled', () => this.watchers.delete(call));
    this.timer ??= setInterval(() => void this.tellWatchers(), WATCH_INTERVAL_MS).unref();
  }

  private async tellWatchers(): Promise<void> {
    if (this.watchers.size === 0) return;
    const now = await this.serving();
    for (const [watcher, told] of this.watchers) {
      if (told === now) continue;
      this.watchers.set(watcher, now);
      watcher.write({ status: now });
    }
  }

  private knows(service: string): boolean {
    return service === '' || this.services.includes(service);
  }

  private async serving(): Promise<Serving> {
    try {
      for (const check of this.checks) await check.check();
      return ServingStatus.Serving;
    } catch {
      return ServingStatus.NotServing;
    }
  }
}
