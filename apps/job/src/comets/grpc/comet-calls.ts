import type { GrpcContract, NodeInfo } from '#contracts';

/** Calls to comets of goim's own, which are not on the bus. */
export abstract class CometCalls {
  /**
   * Resolves when the comet has taken it.
   *
   * @throws AppError where it did not, or did not say so in time
   */
  abstract call<Request>(comet: NodeInfo, contract: GrpcContract<Request, unknown>, request: Request): Promise<void>;
}
