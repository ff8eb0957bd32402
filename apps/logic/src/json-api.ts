import { Idempotency } from './idempotency/idempotency.js';
import { NodesApiController } from './nodes/nodes-api.controller.js';
import { NodesApiService } from './nodes/nodes-api.service.js';
import { OnlineApiController } from './online/online-api.controller.js';
import { OnlineApiService } from './online/online-api.service.js';
import { JsonPushController } from './push/json-push.controller.js';
import { JsonPushService } from './push/json-push.service.js';
import { RoomsApiController } from './rooms/rooms-api.controller.js';
import { RoomsApiService } from './rooms/rooms-api.service.js';
import { SessionApiController } from './session/session-api.controller.js';
import { SessionApiService } from './session/session-api.service.js';

/** The API under /v1. */
export const jsonApiControllers = [
  JsonPushController,
  RoomsApiController,
  SessionApiController,
  OnlineApiController,
  NodesApiController,
];

export const jsonApiServices = [
  Idempotency,
  JsonPushService,
  RoomsApiService,
  SessionApiService,
  OnlineApiService,
  NodesApiService,
];
