import { describe, expect, it } from '@jest/globals';
import { FIRST_APPLICATION_OPERATION, Operation } from './operation.js';

describe('Operation', () => {
  it("has goim's numbers, and behind them ours", () => {
    expect(Operation).toEqual({
      Heartbeat: 2,
      HeartbeatReply: 3,
      SendMessage: 4,
      SendMessageReply: 5,
      DisconnectReply: 6,
      Auth: 7,
      AuthReply: 8,
      Raw: 9,
      ChangeRoom: 12,
      ChangeRoomReply: 13,
      Subscribe: 14,
      SubscribeReply: 15,
      Unsubscribe: 16,
      UnsubscribeReply: 17,
      JoinRoom: 18,
      JoinRoomReply: 19,
      LeaveRoom: 20,
      LeaveRoomReply: 21,
      Resume: 22,
      ResumeReply: 23,
      Ack: 24,
      AckReply: 25,
      History: 26,
      HistoryReply: 27,
      Withdrawn: 28,
      Notice: 30,
      Refresh: 32,
      RefreshReply: 33,
    });
    expect(FIRST_APPLICATION_OPERATION).toBe(1000);
  });
});
