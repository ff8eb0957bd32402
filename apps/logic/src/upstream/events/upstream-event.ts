import { applyDecorators } from '@nestjs/common';
import { BaseRpcContext, EventPattern } from '@nestjs/microservices';
import { subjects } from '#contracts';
import type { UpstreamMessage } from '../upstream-message.js';

/** The transport of what clients send, as Nest's decorators name it. */
export const UPSTREAM_TRANSPORT = Symbol('goim.upstream');

export interface UpstreamEventOptions {
  /**
   * Who reads: letters, digits, `-` and `_`. Handlers of one name and operation share a place in the stream: each message is
   * done when all of them are. Those of different names know nothing of each other. `logic` unless given.
   */
  readonly consumer?: string;
}

type UpstreamHandler = <Method extends (message: UpstreamMessage, ...rest: never[]) => unknown>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/**
 * Handles what clients send, as it stands in the stream `GOIM_UPSTREAM`: `@Payload()` is an `UpstreamMessage`, `@Ctx()` an
 * `UpstreamEventContext`. The same as `@EventPattern('goim.upstream.1000')`, or `'goim.upstream.*'` without an operation.
 *
 * At least once: a message is done when the handler's promise resolves. One that throws, or takes longer than 30 s, gets it
 * again after 1, 2, 4 … 60 s, at whichever logic; after 8 tries the message is given up, with a line in the log that names
 * its place in the stream, where it stays. Messages of one client may be handled at the same time and in any order.
 */
export function UpstreamEvent(operation?: number, options: UpstreamEventOptions = {}): UpstreamHandler {
  const subject = operation === undefined ? subjects.allUpstream : subjects.upstream(operation);
  return applyDecorators(EventPattern<unknown>(subject, UPSTREAM_TRANSPORT, options));
}

/** Where a message stands in the stream, and how often it was handed out. */
export class UpstreamEventContext extends BaseRpcContext<[subject: string, sequence: number, tries: number]> {
  get subject(): string {
    return this.args[0];
  }

  /** Names the message for ever: what makes a handler idempotent. */
  get sequence(): number {
    return this.args[1];
  }

  /** 1 at the first. */
  get tries(): number {
    return this.args[2];
  }
}
