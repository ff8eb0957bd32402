import {
  BroadcastCodec,
  BroadcastReplyCodec,
  HealthCheckReplyCodec,
  HealthCheckRequestCodec,
  PushKeysCodec,
  PushKeysReplyCodec,
  PushRoomCodec,
  PushRoomReplyCodec,
  RoomsReplyCodec,
  RoomsRequestCodec,
  type Codec,
} from './messages.js';
import { logicRpc, type RpcContract } from './rpc.js';

/** One method of a gRPC service: its names and what passes in either direction. */
export interface GrpcContract<Request, Reply> {
  /** With its package: `goim.comet.Comet`. */
  readonly service: string;
  readonly method: string;
  readonly request: Codec<Request>;
  readonly reply: Codec<Reply>;
  /** The reply is a stream of them. */
  readonly streams: boolean;
}

/** The methods of one service. Each needs a handler where the service is served. */
export type GrpcService = Readonly<Record<string, GrpcContract<unknown, unknown>>>;

function method<Request, Reply>(
  service: string,
  name: string,
  { request, reply }: { request: Codec<Request>; reply: Codec<Reply> },
  streams = false,
): GrpcContract<Request, Reply> {
  return { service, method: name, request, reply, streams };
}

const COMET = 'goim.comet.Comet';
const LOGIC = 'goim.logic.Logic';
const HEALTH = 'grpc.health.v1.Health';
const healthCheck = { request: HealthCheckRequestCodec, reply: HealthCheckReplyCodec };

/** What goim's jobs ask of a comet. */
export const cometGrpc = {
  pushMsg: method(COMET, 'PushMsg', { request: PushKeysCodec, reply: PushKeysReplyCodec }),
  broadcast: method(COMET, 'Broadcast', { request: BroadcastCodec, reply: BroadcastReplyCodec }),
  broadcastRoom: method(COMET, 'BroadcastRoom', { request: PushRoomCodec, reply: PushRoomReplyCodec }),
  rooms: method(COMET, 'Rooms', { request: RoomsRequestCodec, reply: RoomsReplyCodec }),
} as const;

/** What goim's comets ask of logic: what ours ask over the bus. */
export const logicGrpc = {
  connect: ofLogic('Connect', logicRpc.connect),
  disconnect: ofLogic('Disconnect', logicRpc.disconnect),
  heartbeat: ofLogic('Heartbeat', logicRpc.heartbeat),
  renewOnline: ofLogic('RenewOnline', logicRpc.renewOnline),
  receive: ofLogic('Receive', logicRpc.receive),
  nodes: ofLogic('Nodes', logicRpc.nodes),
} as const;

/** The standard health service. */
export const healthGrpc = {
  check: method(HEALTH, 'Check', healthCheck),
  watch: method(HEALTH, 'Watch', healthCheck, true),
} as const;

function ofLogic<Request, Reply>(name: string, contract: RpcContract<Request, Reply>): GrpcContract<Request, Reply> {
  return method(LOGIC, name, contract);
}
