import type { RpcClient } from '#bus';
import {
  atComet,
  cometRpc,
  type ChangeRoomsReply,
  type ChangeRoomsRequest,
  type CloseRequest,
  type CometId,
  type SessionReply,
  type SessionRequest,
} from '#contracts';

/** Requests to comets. Each method throws AppError `unavailable` where the comet does not answer. */
export class CometClient {
  constructor(private readonly rpc: Pick<RpcClient, 'call'>) {}

  /** @returns false where the comet has no such connection */
  async close(comet: CometId, request: CloseRequest): Promise<boolean> {
    const { has } = await this.rpc.call(atComet(comet, cometRpc.close), request);
    return has;
  }

  changeRooms(comet: CometId, request: ChangeRoomsRequest): Promise<ChangeRoomsReply> {
    return this.rpc.call(atComet(comet, cometRpc.changeRooms), request);
  }

  /** How a session is at the comet, and what happened to it there lately. */
  session(comet: CometId, request: SessionRequest): Promise<SessionReply> {
    return this.rpc.call(atComet(comet, cometRpc.session), request);
  }

  async setOffline(comet: CometId, offline: boolean): Promise<void> {
    await this.rpc.call(atComet(comet, cometRpc.offline), { offline });
  }
}
