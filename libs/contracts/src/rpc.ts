import {
  ChangeRoomsReplyCodec,
  ChangeRoomsRequestCodec,
  CloseReplyCodec,
  CloseRequestCodec,
  ConnectReplyCodec,
  ConnectRequestCodec,
  DisconnectReplyCodec,
  DisconnectRequestCodec,
  HeartbeatReplyCodec,
  HeartbeatRequestCodec,
  HttpEndReplyCodec,
  HttpEndRequestCodec,
  HttpReadReplyCodec,
  HttpReadRequestCodec,
  HttpSendReplyCodec,
  HttpSendRequestCodec,
  NodesReplyCodec,
  NodesRequestCodec,
  OfflineReplyCodec,
  OfflineRequestCodec,
  OnlineReplyCodec,
  OnlineRequestCodec,
  ReceiveReplyCodec,
  ReceiveRequestCodec,
  RerouteReplyCodec,
  RerouteRequestCodec,
  type Codec,
} from './messages.js';
import type { CometId } from './ids.js';
import { cometSubject } from './names.js';

/** One request of one app to another: its subject and what passes in either direction. */
export interface RpcContract<Request, Reply> {
  readonly subject: string;
  readonly request: Codec<Request>;
  readonly reply: Codec<Reply>;
}

function contract<Request, Reply>(
  subject: string,
  request: Codec<Request>,
  reply: Codec<Reply>,
): RpcContract<Request, Reply> {
  return { subject, request, reply };
}

/** What comets and jobs ask of logic. */
export const logicRpc = {
  connect: contract('goim.logic.connect', ConnectRequestCodec, ConnectReplyCodec),
  disconnect: contract('goim.logic.disconnect', DisconnectRequestCodec, DisconnectReplyCodec),
  heartbeat: contract('goim.logic.heartbeat', HeartbeatRequestCodec, HeartbeatReplyCodec),
  renewOnline: contract('goim.logic.renew-online', OnlineRequestCodec, OnlineReplyCodec),
  receive: contract('goim.logic.receive', ReceiveRequestCodec, ReceiveReplyCodec),
  /** Queues a push by key again, for the comets that its keys are at now. */
  reroute: contract('goim.logic.reroute', RerouteRequestCodec, RerouteReplyCodec),
  nodes: contract('goim.logic.nodes', NodesRequestCodec, NodesReplyCodec),
} as const;

/** What logics, and other comets, ask of one comet: the subject is a name that `atComet` makes whole. */
export const cometRpc = {
  close: contract('close', CloseRequestCodec, CloseReplyCodec),
  changeRooms: contract('change-rooms', ChangeRoomsRequestCodec, ChangeRoomsReplyCodec),
  offline: contract('offline', OfflineRequestCodec, OfflineReplyCodec),
  httpRead: contract('http-read', HttpReadRequestCodec, HttpReadReplyCodec),
  httpSend: contract('http-send', HttpSendRequestCodec, HttpSendReplyCodec),
  httpEnd: contract('http-end', HttpEndRequestCodec, HttpEndReplyCodec),
} as const;

/** The contract as one comet answers it: each comet has subjects of its own. */
export function atComet<Request, Reply>(
  comet: CometId,
  { subject, ...codecs }: RpcContract<Request, Reply>,
): RpcContract<Request, Reply> {
  return { subject: cometSubject(comet, subject), ...codecs };
}
