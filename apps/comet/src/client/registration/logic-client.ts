import type { RpcClient } from '#bus';
import {
  logicRpc,
  type AuthorizeReply,
  type AuthorizeRequest,
  type CometId,
  type ConnectReply,
  type ConnectRequest,
  type DisconnectRequest,
  type HeartbeatRequest,
  type OnlineReply,
  type OnlineRequest,
  type ReceiveReply,
  type ReceiveRequest,
  type RefreshReply,
  type RefreshRequest,
} from '#contracts';

/** The comet says which one it is in every request. */
type Said<Request> = Omit<Request, 'server'>;
/** One session of this comet, as its end is reported. */
export type EndedSession = Said<DisconnectRequest>;

/** What this comet asks of logic. Each method throws AppError. */
export class LogicClient {
  constructor(
    private readonly rpc: Pick<RpcClient, 'call'>,
    private readonly server: CometId,
  ) {}

  connect(request: Said<ConnectRequest>): Promise<ConnectReply> {
    return this.rpc.call(logicRpc.connect, { ...request, server: this.server });
  }

  refresh(request: RefreshRequest): Promise<RefreshReply> {
    return this.rpc.call(logicRpc.refresh, request);
  }

  authorize(request: AuthorizeRequest): Promise<AuthorizeReply> {
    return this.rpc.call(logicRpc.authorize, request);
  }

  /** @returns whether logic knew the session */
  async disconnect(ended: EndedSession): Promise<boolean> {
    const { has } = await this.rpc.call(logicRpc.disconnect, { ...ended, server: this.server });
    return has;
  }

  /** @returns false where the key belongs to another connection by now */
  async heartbeat(request: Said<HeartbeatRequest>): Promise<boolean> {
    const { replaced } = await this.rpc.call(logicRpc.heartbeat, { ...request, server: this.server });
    return !replaced;
  }

  renewOnline(roomCount: OnlineRequest['roomCount']): Promise<OnlineReply> {
    return this.rpc.call(logicRpc.renewOnline, { server: this.server, roomCount });
  }

  receive(request: Said<ReceiveRequest>): Promise<ReceiveReply> {
    return this.rpc.call(logicRpc.receive, { ...request, server: this.server });
  }
}
