import { Module } from '@nestjs/common';
import { Dialects, type Dialect } from '../../http/dialects.js';
import { HttpApiModule } from '../../http/http-api.module.js';
import { IdempotencyModule } from '../../idempotency/idempotency.module.js';
import { NodesModule } from '../../nodes/nodes.module.js';
import { PushModule } from '../../push/push.module.js';
import { SessionsModule } from '../../sessions/sessions.module.js';
import { failureEnvelope } from './envelope.js';
import { GoimNodesController } from './goim-nodes.controller.js';
import { GoimOnlineController } from './goim-online.controller.js';
import { GoimOnlineService } from './goim-online.service.js';
import { GoimPushController } from './goim-push.controller.js';
import { v1Failure } from './goim-v1-answer.js';
import { GoimV1Controller } from './goim-v1.controller.js';

const GOIM: Dialect = { paths: /^\/goim\//, bodies: 'bytes', answersWrongMethods: false, failure: failureEnvelope };
const GOIM_V1: Dialect = { paths: /^\/1\//, bodies: 'bytes', answersWrongMethods: false, failure: v1Failure };

/** goim's HTTP API, under /goim and /1: pushed messages are the bodies as they came, and every answer is in an envelope. */
@Module({
  imports: [HttpApiModule, PushModule, SessionsModule, NodesModule, IdempotencyModule],
  controllers: [GoimPushController, GoimV1Controller, GoimOnlineController, GoimNodesController],
  providers: [GoimOnlineService],
})
export class GoimHttpModule {
  constructor(dialects: Dialects) {
    dialects.add(GOIM, GOIM_V1);
  }
}
