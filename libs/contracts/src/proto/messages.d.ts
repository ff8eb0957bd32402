interface MessageType {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

/** The messages that `npm run generate:messages` writes from `../../proto/*.proto`. Typed in `../messages.ts`. */
export const goim: {
  protocol: Record<'Proto', MessageType>;
  comet: Record<
    | 'PushMsgReq'
    | 'PushMsgReply'
    | 'BroadcastReq'
    | 'BroadcastReply'
    | 'BroadcastRoomReq'
    | 'BroadcastRoomReply'
    | 'RoomsReq'
    | 'RoomsReply'
    | 'CloseReq'
    | 'CloseReply'
    | 'ChangeRoomsReq'
    | 'ChangeRoomsReply'
    | 'OfflineReq'
    | 'OfflineReply'
    | 'HttpReadReq'
    | 'HttpReadReply'
    | 'HttpSendReq'
    | 'HttpSendReply'
    | 'HttpEndReq'
    | 'HttpEndReply',
    MessageType
  >;
  logic: Record<
    | 'PushMsg'
    | 'RerouteReq'
    | 'RerouteReply'
    | 'ConnectReq'
    | 'ConnectReply'
    | 'DisconnectReq'
    | 'DisconnectReply'
    | 'HeartbeatReq'
    | 'HeartbeatReply'
    | 'OnlineReq'
    | 'OnlineReply'
    | 'RoomReport'
    | 'ReceiveReq'
    | 'ReceiveReply'
    | 'NodesReq'
    | 'NodesReply',
    MessageType
  >;
};

export const grpc: {
  health: { v1: Record<'HealthCheckRequest' | 'HealthCheckResponse', MessageType> };
};
