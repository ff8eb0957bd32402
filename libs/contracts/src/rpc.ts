import {
  AuthorizeReply,
  AuthorizeRequest,
  CatchUpReply,
  CatchUpRequest,
  ChangeRoomsReply,
  ChangeRoomsRequest,
  ClientAccessReply,
  ClientAccessRequest,
  CloseReply,
  CloseRequest,
  ConnectReply,
  ConnectRequest,
  DisconnectReply,
  DisconnectRequest,
  GatheredReply,
  GatheredRequest,
  HeartbeatReply,
  HeartbeatRequest,
  HistoryReply,
  HistoryRequest,
  HttpEndReply,
  HttpEndRequest,
  HttpReadReply,
  HttpReadRequest,
  HttpSendReply,
  HttpSendRequest,
  LocateReply,
  LocateRequest,
  NewsReply,
  NewsRequest,
  NodesReply,
  NodesRequest,
  OfflineReply,
  OfflineRequest,
  OnlineReply,
  OnlineRequest,
  PositionsReply,
  PositionsRequest,
  ReadReply,
  ReadRequest,
  ReceiveReply,
  ReceiveRequest,
  RefreshReply,
  RefreshRequest,
  SessionReply,
  SessionRequest,
  type MessageType,
} from './messages.js';
import type { CometId } from './ids.js';
import { cometSubject } from './names.js';

/** One request between apps: its subject, its request message and its reply. */
export interface RpcContract<Request, Reply> {
  readonly subject: string;
  readonly request: MessageType<Request>;
  readonly reply: MessageType<Reply>;
}

function contract<Request, Reply>(
  subject: string,
  request: MessageType<Request>,
  reply: MessageType<Reply>,
): RpcContract<Request, Reply> {
  return { subject, request, reply };
}

/** What comets and jobs ask of logic. */
export const logicRpc = {
  connect: contract('goim.logic.connect', ConnectRequest, ConnectReply),
  /** New credentials for a session. */
  refresh: contract('goim.logic.refresh', RefreshRequest, RefreshReply),
  /** Whether a client may do something. */
  authorize: contract('goim.logic.authorize', AuthorizeRequest, AuthorizeReply),
  disconnect: contract('goim.logic.disconnect', DisconnectRequest, DisconnectReply),
  heartbeat: contract('goim.logic.heartbeat', HeartbeatRequest, HeartbeatReply),
  renewOnline: contract('goim.logic.renew-online', OnlineRequest, OnlineReply),
  receive: contract('goim.logic.receive', ReceiveRequest, ReceiveReply),
  /** Where recipients of a push are now. */
  locate: contract('goim.logic.locate', LocateRequest, LocateReply),
  /** How far the messages of targets have come. */
  positions: contract('goim.logic.positions', PositionsRequest, PositionsReply),
  /** What came after a cursor. */
  catchUp: contract('goim.logic.catch-up', CatchUpRequest, CatchUpReply),
  /** Whether anything came after cursors. */
  news: contract('goim.logic.news', NewsRequest, NewsReply),
  /** A page of a history, as a client asked for it. */
  history: contract('goim.logic.history', HistoryRequest, HistoryReply),
  /** How far a member has read. */
  read: contract('goim.logic.read', ReadRequest, ReadReply),
  nodes: contract('goim.logic.nodes', NodesRequest, NodesReply),
  /** What another logic has gathered of the reports. */
  gathered: contract('goim.logic.gathered', GatheredRequest, GatheredReply),
  /** Which clients are let in. */
  clientAccess: contract('goim.logic.client-access', ClientAccessRequest, ClientAccessReply),
} as const;

/** What logics, and other comets, ask of one comet. `atComet` makes the whole subject of the name. */
export const cometRpc = {
  close: contract('close', CloseRequest, CloseReply),
  changeRooms: contract('change-rooms', ChangeRoomsRequest, ChangeRoomsReply),
  offline: contract('offline', OfflineRequest, OfflineReply),
  /** How a session is, and what happened to it lately. */
  session: contract('session', SessionRequest, SessionReply),
  httpRead: contract('http-read', HttpReadRequest, HttpReadReply),
  httpSend: contract('http-send', HttpSendRequest, HttpSendReply),
  httpEnd: contract('http-end', HttpEndRequest, HttpEndReply),
} as const;

/** The contract as one comet answers it, on a subject of its own. */
export function atComet<Request, Reply>(
  comet: CometId,
  { subject, ...messages }: RpcContract<Request, Reply>,
): RpcContract<Request, Reply> {
  return { subject: cometSubject(comet, subject), ...messages };
}
