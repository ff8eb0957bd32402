export { AppError, type AppErrorCode } from './app-error.js';
export {
  disconnectOf,
  Disconnects,
  MAX_DISCONNECT_MESSAGE_BYTES,
  withMessage,
  type Disconnect,
} from './disconnects.js';
export {
  isUsableKey,
  MAX_KEY_BYTES,
  roomKey,
  splitRoomKey,
  type CometId,
  type RoomKey,
  type SessionKey,
} from './ids.js';
export {
  BroadcastCodec,
  PushKeysCodec,
  PushRoomCodec,
  PushTaskCodec,
  PushType,
  type BroadcastMessage,
  type ChangeRoomsReply,
  type ChangeRoomsRequest,
  type CloseReply,
  type CometPace,
  type CloseRequest,
  type Codec,
  type ConnectReply,
  type ConnectRequest,
  type DisconnectReply,
  type DisconnectRequest,
  type HeartbeatReply,
  type HeartbeatRequest,
  type NodesReply,
  type NodesRequest,
  type Nothing,
  type OfflineRequest,
  type OnlineReply,
  type OnlineRequest,
  type ProtoMessage,
  type PushKeysMessage,
  type PushRoomMessage,
  type PushTask,
  ReceiveRequestCodec,
  type ReceiveReply,
  type ReceiveRequest,
  type RerouteRequest,
} from './messages.js';
export {
  cometSubject,
  DEAD_LETTER_STREAM,
  IDEMPOTENCY_BUCKET,
  CONFIG_BUCKET,
  LEASE_BUCKET,
  LOGIC_QUEUE_GROUP,
  NODE_BUCKET,
  partitionConsumer,
  PUSH_STREAM,
  SESSION_BUCKET,
  subjects,
  UPSTREAM_STREAM,
} from './names.js';
export { decodeNodeInfo, encodeNodeInfo, NODE_REFRESH_MS, NODE_TTL_MS, type NodeInfo } from './node-info.js';
export { partitionOf } from './partition.js';
export { atComet, cometRpc, logicRpc, type RpcContract } from './rpc.js';
export { decodeToken, encodeToken } from './subject-token.js';
