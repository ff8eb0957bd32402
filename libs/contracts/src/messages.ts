import './proto/numbers.js';
import { goim, grpc } from './proto/messages.js';

/** Turns a message into bytes and back. */
export interface Codec<T> {
  encode(message: T): Uint8Array;
  /** @throws Error where the bytes are no such message */
  decode(bytes: Uint8Array): T;
}

function codec<T extends object>(type: {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}): Codec<T> {
  return {
    encode: (message) => type.encode(message).finish(),
    decode: (bytes) => type.decode(bytes) as T,
  };
}

/** goim.protocol.Proto */
export interface ProtoMessage {
  ver: number;
  op: number;
  seq: number;
  body: Uint8Array;
}

/** Kinds of push tasks, goim.logic.PushMsg.Type. */
export const PushType = { Keys: 0, Room: 1, Broadcast: 2 } as const;
export type PushType = (typeof PushType)[keyof typeof PushType];

/** goim.logic.PushMsg: a task of the push queue. Absent fields read as zero, empty or none. */
export interface PushTask {
  type: PushType;
  operation: number;
  /** Broadcasts: messages a second over the whole cluster, 0 = as fast as it goes. */
  speed: number;
  /** Keys: the comet that holds them. */
  server: string;
  /** Room pushes: the whole room key. */
  room: string;
  keys: string[];
  msg: Uint8Array;
  /** Keys and broadcasts: for every session that is named, whatever operations it accepts. */
  unfiltered?: boolean;
}

export interface RerouteRequest {
  task: PushTask | null;
  /** Names the task, so that a repeated request queues it once. */
  id: string;
}

/** goim.comet.PushMsgReq */
export interface PushKeysMessage {
  keys: string[];
  protoOp: number;
  proto: ProtoMessage | null;
  /** To all of them, whatever they accept. */
  unfiltered?: boolean;
}

/** How fast one comet is to write a broadcast. */
export interface CometPace {
  comet: string;
  /** Connections a second; above 0. */
  perSecond: number;
}

/** goim.comet.BroadcastReq */
export interface BroadcastMessage {
  protoOp: number;
  proto: ProtoMessage | null;
  /** Connections a second at each comet that `paces` does not name; 0 = as fast as it goes. */
  speed: number;
  paces?: CometPace[];
  /** To all, whatever they accept. */
  unfiltered?: boolean;
}

/** goim.comet.BroadcastRoomReq */
export interface PushRoomMessage {
  roomID: string;
  proto: ProtoMessage | null;
}

/** goim.comet.RoomsReply: the rooms that have members. */
export interface RoomsReply {
  rooms: Record<string, boolean>;
}

/** grpc.health.v1.HealthCheckRequest */
export interface HealthCheckRequest {
  /** '' = the server as a whole. */
  service: string;
}
/** grpc.health.v1.HealthCheckResponse.ServingStatus */
export const ServingStatus = { Unknown: 0, Serving: 1, NotServing: 2, ServiceUnknown: 3 } as const;
/** grpc.health.v1.HealthCheckResponse */
export interface HealthCheckReply {
  status: (typeof ServingStatus)[keyof typeof ServingStatus];
}

/** Asks a comet to close the connection of a key. */
export interface CloseRequest {
  key: string;
  /** 0 = whichever holds the key now; else only this one. */
  connection: number;
  /** Reason of a `Disconnect`. */
  reason: string;
  /** What else the client is told; at most `MAX_DISCONNECT_MESSAGE_BYTES`. */
  message: string;
}
export interface CloseReply {
  has: boolean;
}
/** Asks a comet to put the connection of a key into rooms, and to take it out of rooms. */
export interface ChangeRoomsRequest {
  key: string;
  join: string[];
  leave: string[];
}
export interface ChangeRoomsReply {
  has: boolean;
  roomID: string;
  joined: string[];
}
export interface OfflineRequest {
  offline: boolean;
}
/** What waits for a client by HTTP, asked by another comet than the one that holds its connection. */
export interface HttpReadRequest {
  connection: string;
  /** Number of the last packet that the client has. */
  after: number;
  /** Milliseconds to wait for something; less where the client would be idle before. */
  wait: number;
  /** Keep some of what the client has, since it may turn out that it has not. */
  replay: boolean;
}
export interface HttpReadReply {
  /** Number of the last of the packets; that of the request where there are none. */
  cursor: number;
  packets: Uint8Array;
  /** A newer request reads this connection now. */
  superseded: boolean;
  /** Reason of the `Disconnect` with which the connection has ended; '' = it has not. */
  reason: string;
  message: string;
}
/** Packets that a client sends by HTTP. */
export interface HttpSendRequest {
  connection: string;
  packets: Uint8Array;
}
export interface HttpSendReply {
  /** As that of `HttpReadReply`. */
  reason: string;
  message: string;
}
export interface HttpEndRequest {
  connection: string;
}

export interface ConnectRequest {
  server: string;
  cookie: string;
  token: Uint8Array;
  ip: string;
  connection: number;
}
export interface ConnectReply {
  mid: number;
  key: string;
  roomID: string;
  accepts: number[];
  /** Nanoseconds. */
  heartbeat: number;
  platform: string;
  /** Rooms to be in beside `roomID`. */
  joined: string[];
  /** Of the stored session: of two with the same key, the one with the greater was stored later. 0 = not known. */
  revision: number;
}
export interface DisconnectRequest {
  mid: number;
  /** '' where comet was never told it: then the session is found by server and connection. */
  key: string;
  server: string;
  connection: number;
}
export interface DisconnectReply {
  has: boolean;
}
export interface HeartbeatRequest {
  mid: number;
  key: string;
  server: string;
  roomID: string;
  ip: string;
  connection: number;
  joined: string[];
  platform: string;
}
export interface HeartbeatReply {
  /** The key belongs to another connection by now: nothing was renewed, and comet closes this one. */
  replaced: boolean;
}
export interface OnlineRequest {
  server: string;
  roomCount: Record<string, number>;
}
export interface OnlineReply {
  allRoomCount: Record<string, number>;
}
/** A part of what a comet of goim's own reported of its rooms. */
export interface RoomReport {
  server: string;
  /** Tells a report from the one before. */
  round: number;
  /** 0 to `parts` - 1. */
  part: number;
  parts: number;
  roomCount: Record<string, number>;
}
export interface ReceiveRequest {
  mid: number;
  proto: ProtoMessage | null;
  key: string;
  server: string;
  roomID: string;
  ip: string;
  joined: string[];
  platform: string;
  /** When the comet had it: milliseconds since the epoch; 0 where it did not say. */
  time: number;
}
export interface ReceiveReply {
  /** Stable code of why the message was not taken; '' = it was. */
  error: string;
  reason: string;
  /** What the client is answered with. */
  body: Uint8Array;
}
export interface NodesRequest {
  platform: string;
  clientIP: string;
}
export interface NodesReply {
  domain: string;
  tcp_port: number;
  ws_port: number;
  wss_port: number;
  /** Seconds. */
  heartbeat: number;
  nodes: string[];
  /** Seconds. */
  backoff: { max_delay: number; base_delay: number; factor: number; jitter: number } | null;
  heartbeat_max: number;
}
export type Nothing = Record<string, never>;

export const PushTaskCodec = codec<PushTask>(goim.logic.PushMsg);
export const RerouteRequestCodec = codec<RerouteRequest>(goim.logic.RerouteReq);
export const RerouteReplyCodec = codec<Nothing>(goim.logic.RerouteReply);
export const PushKeysCodec = codec<PushKeysMessage>(goim.comet.PushMsgReq);
export const BroadcastCodec = codec<BroadcastMessage>(goim.comet.BroadcastReq);
export const PushRoomCodec = codec<PushRoomMessage>(goim.comet.BroadcastRoomReq);
export const PushKeysReplyCodec = codec<Nothing>(goim.comet.PushMsgReply);
export const BroadcastReplyCodec = codec<Nothing>(goim.comet.BroadcastReply);
export const PushRoomReplyCodec = codec<Nothing>(goim.comet.BroadcastRoomReply);
export const RoomsRequestCodec = codec<Nothing>(goim.comet.RoomsReq);
export const RoomsReplyCodec = codec<RoomsReply>(goim.comet.RoomsReply);
export const HealthCheckRequestCodec = codec<HealthCheckRequest>(grpc.health.v1.HealthCheckRequest);
export const HealthCheckReplyCodec = codec<HealthCheckReply>(grpc.health.v1.HealthCheckResponse);
export const CloseRequestCodec = codec<CloseRequest>(goim.comet.CloseReq);
export const CloseReplyCodec = codec<CloseReply>(goim.comet.CloseReply);
export const ChangeRoomsRequestCodec = codec<ChangeRoomsRequest>(goim.comet.ChangeRoomsReq);
export const ChangeRoomsReplyCodec = codec<ChangeRoomsReply>(goim.comet.ChangeRoomsReply);
export const OfflineRequestCodec = codec<OfflineRequest>(goim.comet.OfflineReq);
export const OfflineReplyCodec = codec<Nothing>(goim.comet.OfflineReply);
export const HttpReadRequestCodec = codec<HttpReadRequest>(goim.comet.HttpReadReq);
export const HttpReadReplyCodec = codec<HttpReadReply>(goim.comet.HttpReadReply);
export const HttpSendRequestCodec = codec<HttpSendRequest>(goim.comet.HttpSendReq);
export const HttpSendReplyCodec = codec<HttpSendReply>(goim.comet.HttpSendReply);
export const HttpEndRequestCodec = codec<HttpEndRequest>(goim.comet.HttpEndReq);
export const HttpEndReplyCodec = codec<Nothing>(goim.comet.HttpEndReply);
export const ConnectRequestCodec = codec<ConnectRequest>(goim.logic.ConnectReq);
export const ConnectReplyCodec = codec<ConnectReply>(goim.logic.ConnectReply);
export const DisconnectRequestCodec = codec<DisconnectRequest>(goim.logic.DisconnectReq);
export const DisconnectReplyCodec = codec<DisconnectReply>(goim.logic.DisconnectReply);
export const HeartbeatRequestCodec = codec<HeartbeatRequest>(goim.logic.HeartbeatReq);
export const HeartbeatReplyCodec = codec<HeartbeatReply>(goim.logic.HeartbeatReply);
export const OnlineRequestCodec = codec<OnlineRequest>(goim.logic.OnlineReq);
export const OnlineReplyCodec = codec<OnlineReply>(goim.logic.OnlineReply);
export const RoomReportCodec = codec<RoomReport>(goim.logic.RoomReport);
export const ReceiveRequestCodec = codec<ReceiveRequest>(goim.logic.ReceiveReq);
export const ReceiveReplyCodec = codec<ReceiveReply>(goim.logic.ReceiveReply);
export const NodesRequestCodec = codec<NodesRequest>(goim.logic.NodesReq);
export const NodesReplyCodec = codec<NodesReply>(goim.logic.NodesReply);
