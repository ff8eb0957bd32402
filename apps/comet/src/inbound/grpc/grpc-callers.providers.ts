import cluster from 'node:cluster';
import type { Provider } from '@nestjs/common';
import {
  ApiKeys,
  AuditLog,
  Callers,
  CallerTokens,
  GrpcCallers,
  NoApiKeys,
  NoCallerTokens,
  openApiKeys,
  openCallerTokens,
  scopesOf,
} from '#callers/nest';
import { LiveConfig } from '#config';
import { cometGrpc } from '#contracts';
import { Metrics } from '#observability';
import type { CometConfig } from '../../config/comet.config.js';

const SCOPES = scopesOf(cometGrpc, { pushMsg: 'push', broadcast: 'push', broadcastRoom: 'push', rooms: 'read' });

/** Who calls by gRPC. Nobody does where it is off, nor in a worker, whose primary has the port. */
export const GRPC_CALLERS: Provider[] = [
  AuditLog,
  {
    provide: ApiKeys,
    inject: [LiveConfig, Metrics],
    useFactory: (live: LiveConfig<CometConfig>, metrics: Metrics): ApiKeys =>
      isCalled(live) ? openApiKeys(live, metrics) : new NoApiKeys(),
  },
  {
    provide: CallerTokens,
    inject: [LiveConfig, Metrics],
    useFactory: async (live: LiveConfig<CometConfig>, metrics: Metrics): Promise<CallerTokens> =>
      isCalled(live) ? openCallerTokens(live, metrics) : new NoCallerTokens(),
  },
  Callers,
  {
    provide: GrpcCallers,
    inject: [Callers, LiveConfig],
    useFactory: (callers: Callers, { current: { grpc } }: LiveConfig<CometConfig>) =>
      new GrpcCallers(callers, grpc.open, SCOPES),
  },
];

function isCalled({ current: { grpc } }: LiveConfig<CometConfig>): boolean {
  return grpc.enabled && cluster.isPrimary;
}
