import { Idempotency } from './idempotency/idempotency.js';
import { NodesController } from './nodes/nodes.controller.js';
import { NodesApiService } from './nodes/nodes-api.service.js';
import { OnlineController } from './online/online.controller.js';
import { OnlineService } from './online/online.service.js';
import { PushController } from './push/push.controller.js';
import { JsonPushService } from './push/json-push.service.js';
import { RoomsController } from './rooms/rooms.controller.js';
import { RoomsService } from './rooms/rooms.service.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsService } from './sessions/sessions.service.js';

/** The API under /v1. */
export const jsonApiControllers = [
  PushController,
  RoomsController,
  SessionsController,
  OnlineController,
  NodesController,
];

export const jsonApiServices = [
  Idempotency,
  JsonPushService,
  RoomsService,
  SessionsService,
  OnlineService,
  NodesApiService,
];
