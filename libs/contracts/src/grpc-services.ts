import {
  BroadcastMessage,
  BroadcastReply,
  PushKeysMessage,
  PushMsgReply,
  PushRoomMessage,
  BroadcastRoomReply,
  RoomsReply,
  RoomsRequest,
  type MessageType,
} from './messages.js';
import { logicRpc, type RpcContract } from './rpc.js';

/** One method of a gRPC service: its names, its request and its reply. */
export interface GrpcContract<Request, Reply> {
  /** With its package: `goim.comet.Comet`. */
  readonly service: string;
  readonly method: string;
  readonly request: MessageType<Request>;
  readonly reply: MessageType<Reply>;
}

/** The methods of one service. Each needs a handler where the service is served. */
export type GrpcService = Readonly<Record<string, GrpcContract<unknown, unknown>>>;

function method<Request, Reply>(
  service: string,
  name: string,
  { request, reply }: { request: MessageType<Request>; reply: MessageType<Reply> },
): GrpcContract<Request, Reply> {
  return { service, method: name, request, reply };
}

const COMET = 'goim.comet.Comet';
const LOGIC = 'goim.logic.Logic';

/** What goim's own jobs ask of a comet. */
export const cometGrpc = {
  pushMsg: method(COMET, 'PushMsg', { request: PushKeysMessage, reply: PushMsgReply }),
  broadcast: method(COMET, 'Broadcast', { request: BroadcastMessage, reply: BroadcastReply }),
  broadcastRoom: method(COMET, 'BroadcastRoom', { request: PushRoomMessage, reply: BroadcastRoomReply }),
  rooms: method(COMET, 'Rooms', { request: RoomsRequest, reply: RoomsReply }),
} as const;

/** The service by whose health a comet on the bus is known from a legacy one, which serves goim's own alone. */
export const COMET_ON_THE_BUS = 'goim.bus.Comet';

/** What legacy comets ask of logic, which our comets ask over the bus. */
export const logicGrpc = {
  connect: ofLogic('Connect', logicRpc.connect),
  disconnect: ofLogic('Disconnect', logicRpc.disconnect),
  heartbeat: ofLogic('Heartbeat', logicRpc.heartbeat),
  renewOnline: ofLogic('RenewOnline', logicRpc.renewOnline),
  receive: ofLogic('Receive', logicRpc.receive),
  nodes: ofLogic('Nodes', logicRpc.nodes),
} as const;

function ofLogic<Request, Reply>(name: string, contract: RpcContract<Request, Reply>): GrpcContract<Request, Reply> {
  return method(LOGIC, name, contract);
}
