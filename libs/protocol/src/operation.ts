/** Operations that the servers themselves understand. Those from `FIRST_APPLICATION_OPERATION` on belong to applications. */
export const Operation = {
  Heartbeat: 2,
  HeartbeatReply: 3,
  SendMessage: 4,
  SendMessageReply: 5,
  DisconnectReply: 6,
  Auth: 7,
  AuthReply: 8,
  /** Outer operation of a WebSocket message that carries a batch of pushed packets. */
  Raw: 9,
  ChangeRoom: 12,
  ChangeRoomReply: 13,
  Subscribe: 14,
  SubscribeReply: 15,
  Unsubscribe: 16,
  UnsubscribeReply: 17,
  /** Ours: extra rooms. */
  JoinRoom: 18,
  JoinRoomReply: 19,
  LeaveRoom: 20,
  LeaveRoomReply: 21,
  /** Ours: continuing where an earlier connection ended, in version 2. */
  Resume: 22,
  ResumeReply: 23,
  Ack: 24,
  AckReply: 25,
  /** Ours: pages of the history, in both versions. */
  History: 26,
  HistoryReply: 27,
  /** Ours, of the server's own accord, in version 2: a message was taken back; a target's messages did not go on unbroken. */
  Withdrawn: 28,
  Notice: 30,
  /** Ours: another token for the connection, in both versions. */
  Refresh: 32,
  RefreshReply: 33,
} as const;

/** The first operation whose meaning applications choose, by goim's convention. */
export const FIRST_APPLICATION_OPERATION = 1000;

/** Whether a number can be an operation: an int32, since another one would become one on the wire. */
export function isOperation(number: number): boolean {
  return number === (number | 0);
}
