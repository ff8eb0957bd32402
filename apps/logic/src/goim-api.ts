import { GoimNodesController } from './nodes/goim-nodes.controller.js';
import { GoimOnlineController } from './online/goim-online.controller.js';
import { GoimOnlineService } from './online/goim-online.service.js';
import { GoimV1Controller } from './push/goim-v1.controller.js';
import { PushController } from './push/push.controller.js';

/** goim's HTTP API, under /goim and /1. */
export const goimApiControllers = [PushController, GoimV1Controller, GoimOnlineController, GoimNodesController];
export const goimApiServices = [GoimOnlineService];
