import type { RpcClient } from '#bus';
import { AppError, logicRpc, type RpcContract } from '#contracts';

type Calls = Pick<RpcClient, 'call'>;

/** The label of each call: its name in the table of requests. */
const NAMES = new Map<string, string>(Object.entries(logicRpc).map(([name, { subject }]) => [subject, name]));

/**
 * Counts the calls to logic that failed: where they are made, so that each counts once, under its own name, whoever made it and
 * whatever becomes of it.
 */
export class LogicCalls {
  /** By the call. */
  readonly failed: Record<string, number> = {};

  /** The same calls, counted. */
  through(rpc: Calls): Calls {
    return { call: (contract, request) => this.call(rpc, contract, request) };
  }

  private async call<Request, Reply>(rpc: Calls, contract: RpcContract<Request, Reply>, request: Request) {
    try {
      return await rpc.call(contract, request);
    } catch (error) {
      if (!isAnswer(error)) {
        const name = NAMES.get(contract.subject) ?? contract.subject;
        this.failed[name] = (this.failed[name] ?? 0) + 1;
      }
      throw error;
    }
  }
}

/** That a client may not do something, or not yet, is an answer; that logic did not answer, or failed, is none. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return error.code === 'unknown-key' || (!error.retryable && error.code !== 'internal');
}
