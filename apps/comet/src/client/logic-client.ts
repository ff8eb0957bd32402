import type { RpcClient } from '#bus';
import {
  logicRpc,
  type ConnectReply,
  type ConnectRequest,
  type DisconnectRequest,
  type HeartbeatRequest,
  type OnlineReply,
  type OnlineRequest,
  type ReceiveReply,
  type ReceiveRequest,
} from '#contracts';

/** What this comet asks of logic. Each method throws AppError. */
export class LogicClient {
  constructor(private readonly rpc: Pick<RpcClient, 'call'>) {}

  connect(request: ConnectRequest): Promise<ConnectReply> {
    return this.rpc.call(logicRpc.connect, request);
  }

  /** @returns whether logic knew the session */
  async disconnect(request: DisconnectRequest): Promise<boolean> {
    const { has } = await this.rpc.call(logicRpc.disconnect, request);
    return has;
  }

  /** @returns false where the key belongs to another connection by now */
  async heartbeat(request: HeartbeatRequest): Promise<boolean> {
    const { replaced } = await this.rpc.call(logicRpc.heartbeat, request);
    return !replaced;
  }

  renewOnline(request: OnlineRequest): Promise<OnlineReply> {
    return this.rpc.call(logicRpc.renewOnline, request);
  }

  receive(request: ReceiveRequest): Promise<ReceiveReply> {
    return this.rpc.call(logicRpc.receive, request);
  }
}
