import { GoimNodesController } from './nodes/goim-nodes.controller.js';
import { GoimOnlineController } from './online/goim-online.controller.js';
import { GoimOnlineService } from './online/goim-online.service.js';
import { PushController } from './push/push.controller.js';

/** goim's HTTP API, under /goim and /1. */
export const goimApiControllers = [PushController, GoimOnlineController, GoimNodesController];
export const goimApiServices = [GoimOnlineService];
