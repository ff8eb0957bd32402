import { Module } from '@nestjs/common';
import { Dialects, type Dialect } from '../http/dialects.js';
import { HttpApiModule } from '../http/http-api.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { NodesModule } from '../nodes/nodes.module.js';
import { PushModule } from '../push/push.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { failureEnvelope } from './http/envelope.js';
import { LegacyCometsModule } from './comets/legacy-comets.module.js';
import { GoimNodesController } from './http/goim-nodes.controller.js';
import { GoimOnlineController } from './http/goim-online.controller.js';
import { GoimOnlineService } from './http/goim-online.service.js';
import { GoimPushes } from './http/goim-pushes.js';
import { GoimPushController } from './http/goim-push.controller.js';
import { v1Failure } from './http/goim-v1-answer.js';
import { GoimV1Controller } from './http/goim-v1.controller.js';

const GOIM: Dialect = { paths: /^\/goim\//, bodies: 'bytes', answersWrongMethods: false, failure: failureEnvelope };
const GOIM_V1: Dialect = { paths: /^\/1\//, bodies: 'bytes', answersWrongMethods: false, failure: v1Failure };

/**
 * All that is here only because goim has it: its own comets, and its HTTP API under /goim and /1, where pushed messages are
 * the bodies as they came and every answer is in an envelope. No feature knows of it: without this module's import in
 * `LogicModule`, logic serves all the rest.
 */
@Module({
  imports: [LegacyCometsModule, HttpApiModule, PushModule, SessionsModule, NodesModule, IdempotencyModule],
  controllers: [GoimPushController, GoimV1Controller, GoimOnlineController, GoimNodesController],
  providers: [GoimOnlineService, GoimPushes],
})
export class GoimModule {
  constructor(dialects: Dialects) {
    dialects.add(GOIM, GOIM_V1);
  }
}
