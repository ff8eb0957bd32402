export { AppError, errorText, type AppErrorCode } from './app-error.js';
export { BAN_KINDS, decodeBan, encodeBan, type Ban, type BanKind } from './ban.js';
export { newestOf } from './catch-up-reply.js';
export {
  disconnectOf,
  Disconnects,
  MAX_DISCONNECT_MESSAGE_BYTES,
  withMessage,
  type Disconnect,
} from './disconnects.js';
export { COMET_ON_THE_BUS, cometGrpc, logicGrpc, type GrpcContract, type GrpcService } from './grpc-services.js';
export {
  isUsableKey,
  isWholeText,
  MAX_KEY_BYTES,
  roomKey,
  roomTypeOf,
  type CometId,
  type RoomKey,
  type SessionKey,
} from './ids.js';
export { parseExactJson } from './exact-json.js';
export * from './messages.js';
export { jsonMid, midOf, type Mid } from './mid.js';
export {
  epochOf,
  formatCursor,
  isStoredWith,
  messageId,
  numericId,
  parseCursor,
  parseMessageId,
  POSITIONS,
  sequenceOf,
  type Cursor,
  type MessageId,
} from './message-id.js';
export {
  BAN_BUCKET,
  BUCKETS_BY_LOGIC,
  STREAMS_BY_LOGIC,
  decodeToken,
  encodeToken,
  DEAD_LETTER_STREAM,
  HISTORY_CONSUMER,
  HISTORY_STREAM,
  IDEMPOTENCY_BUCKET,
  CONFIG_BUCKET,
  LEASE_BUCKET,
  LOGIC_QUEUE_GROUP,
  NODE_BUCKET,
  partitionConsumer,
  partitionOf,
  PUSH_STREAM,
  SESSION_BUCKET,
  subjects,
  UPSTREAM_STREAM,
} from './names.js';
export { decodeNodeInfo, encodeNodeInfo, NODE_REFRESH_MS, NODE_TTL_MS, type NodeInfo } from './node-info.js';
export { envelopeBytes } from './push-envelope.js';
export { encodeGroup, maxGroupBytes, tasksIn } from './push-group.js';
export { protoDescriptors } from './proto/descriptors.js';
export { PUSH_LATENCY_BOUNDS, REPORT_INTERVAL_MS, reportOf } from './report.js';
export { atComet, cometRpc, logicRpc, type RpcContract } from './rpc.js';
export { BROADCAST_TARGET, memberTarget, parseTarget, roomTarget, sessionTarget, type Target } from './target.js';
