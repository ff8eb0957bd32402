import { AppError, type AppErrorCode, type RpcContract } from '#contracts';
import type { Bus } from '../connection/bus.js';

/** Header of a reply that carries an error: the code. The body is the message. */
export const RPC_ERROR_HEADER = 'Goim-Error';

/** Asks other apps over the bus, by the contracts they share. */
export class RpcClient {
  constructor(
    private readonly bus: Bus,
    private readonly timeoutMs: number,
  ) {}

  /** @throws AppError: what the other side threw, or `unavailable` where nobody answered within the timeout */
  async call<Request, Reply>(contract: RpcContract<Request, Reply>, request: Request): Promise<Reply> {
    const message = await this.bus.request(contract.subject, contract.request.encode(request).finish(), this.timeoutMs);
    const code = message.header(RPC_ERROR_HEADER);
    if (code) throw new AppError(code as AppErrorCode, Buffer.from(message.data).toString());
    return contract.reply.decode(message.data);
  }
}
