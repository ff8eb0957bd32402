import type { Server, ServerWritableStream } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { ReadinessCheck } from '#observability';

const CHECK_INTERVAL_MS = 1_000;

/** grpc.health.v1: a service serves while the app is ready, by the same checks as /health/ready, made once a second. */
export class Health {
  private readonly health = new HealthImplementation();
  private readonly watches = new Set<ServerWritableStream<object, object>>();
  private status: 'SERVING' | 'NOT_SERVING' | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param services that are asked for by name; '' is the server as a whole */
  constructor(
    private readonly services: readonly string[],
    private readonly checks: readonly ReadinessCheck[],
  ) {}

  addTo(server: Server): void {
    this.health.addToServer({
      addService: (definition, methods) =>
        server.addService(definition, {
          ...methods,
          // The library does not end the calls of those who watch, and with them open the server would not end in order.
          watch: (call: ServerWritableStream<object, object>) => {
            this.watches.add(call);
            call.once('close', () => this.watches.delete(call));
            Reflect.apply(methods['watch']!, methods, [call]);
          },
        }),
    });
  }

  /** Resolves after the first checks. */
  async start(): Promise<void> {
    this.timer = setInterval(() => void this.refresh(), CHECK_INTERVAL_MS).unref();
    await this.refresh();
  }

  /** Notifies whoever watches that nothing is served any more, and ends their calls. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.set('NOT_SERVING');
    for (const watch of this.watches) watch.end();
  }

  private async refresh(): Promise<void> {
    const status = await this.check();
    if (this.timer) this.set(status);
  }

  private async check(): Promise<'SERVING' | 'NOT_SERVING'> {
    try {
      for (const check of this.checks) await check.check();
      return 'SERVING';
    } catch {
      return 'NOT_SERVING';
    }
  }

  private set(status: 'SERVING' | 'NOT_SERVING'): void {
    if (this.status === status) return;
    this.status = status;
    for (const service of ['', ...this.services]) this.health.setStatus(service, status);
  }
}
