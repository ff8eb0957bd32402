import { GoimNodesController } from './http/goim-nodes.controller.js';
import { GoimOnlineController } from './http/goim-online.controller.js';
import { GoimOnlineService } from './http/goim-online.service.js';
import { GoimV1Controller } from './http/goim-v1.controller.js';
import { GoimPushController } from './http/goim-push.controller.js';

/** goim's HTTP API, under /goim and /1. */
export const goimApiControllers = [GoimPushController, GoimV1Controller, GoimOnlineController, GoimNodesController];
export const goimApiServices = [GoimOnlineService];
