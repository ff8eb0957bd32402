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

  async disconnect(request: DisconnectRequest): Promise<void> {
    await this.rpc.call(logicRpc.disconnect, request);
  }

  async heartbeat(request: HeartbeatRequest): Promise<void> {
    await this.rpc.call(logicRpc.heartbeat, request);
  }

  renewOnline(request: OnlineRequest): Promise<OnlineReply> {
    return this.rpc.call(logicRpc.renewOnline, request);
  }

  receive(request: ReceiveRequest): Promise<ReceiveReply> {
    return this.rpc.call(logicRpc.receive, request);
  }
}
