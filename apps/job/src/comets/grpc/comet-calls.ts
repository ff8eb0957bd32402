import type { OnApplicationShutdown } from '@nestjs/common';
import type { NodeDirectory } from '#bus';
import type { Live } from '#config';
import { AppError, type CometId, type GrpcContract, type NodeInfo } from '#contracts';
import { createGrpcClient, type GrpcClient } from '#grpc';
import type { Metrics } from '#observability';
import type { JobConfig } from '../../config/job.config.js';

interface Connection {
  readonly address: string;
  readonly client: Promise<GrpcClient>;
}

/** Calls to legacy comets: one connection to each, while it is in the list of nodes. */
export class CometCalls implements OnApplicationShutdown {
  private readonly connections = new Map<CometId, Connection>();

  constructor(
    private readonly directory: NodeDirectory,
    private readonly metrics: Metrics,
    private readonly config: Live<Pick<JobConfig, 'dispatch'>>,
  ) {
    directory.on('leave', (comet) => this.disconnect(comet));
  }

  /**
   * Resolves when the comet has taken the request. It is called where it is by now: the call may have waited for others to it.
   *
   * @throws AppError where it did not, or did not say so within `dispatch.cometTimeout`; at once where it has left the list
   */
  async call<Request>(comet: CometId, contract: GrpcContract<Request, unknown>, request: Request): Promise<void> {
    const node = this.directory.get(comet);
    if (!node) throw new AppError('unavailable', 'it has gone');
    const client = await this.clientOf(node);
    await client.call(contract, request, this.config.current.dispatch.cometTimeout);
  }

  onApplicationShutdown(): void {
    for (const comet of this.connections.keys()) this.disconnect(comet);
  }

  private clientOf({ id, grpc }: NodeInfo): Promise<GrpcClient> {
    if (grpc === undefined) throw new AppError('internal', `the entry of ${id} has no gRPC address`);
    const known = this.connections.get(id);
    if (known?.address === grpc) return known.client;
    this.disconnect(id);
    const client = createGrpcClient(grpc, this.metrics);
    const connection = { address: grpc, client };
    this.connections.set(id, connection);
    // Not kept: the next call tries again.
    client.catch(() => {
      if (this.connections.get(id) === connection) this.connections.delete(id);
    });
    return client;
  }

  private disconnect(comet: CometId): void {
    const known = this.connections.get(comet);
    this.connections.delete(comet);
    known?.client.then(
      (client) => client.close(),
      () => undefined,
    );
  }
}
