import type { RoomKey } from '#contracts';
import type { UpstreamMessage } from './upstream-message.js';

/** What is to become of a client's message. */
export type UpstreamDecision =
  /** Asks the next interceptor; after the last one the message is stored, and relayed where the client wants it. */
  | { readonly action: 'pass' }
  /** Goes on with another operation or body. The client is answered by the operation that it sent. */
  | { readonly action: 'change'; readonly op?: number; readonly body?: Uint8Array }
  /** Answers the client with `body`. Nobody else is asked, and nothing is stored. */
  | { readonly action: 'answer'; readonly body: Uint8Array }
  /** Tells the client why not. Nobody else is asked, and nothing is stored. */
  | { readonly action: 'refuse'; readonly reason: string }
  /**
   * Stores the message, and pushes `message` to the members of `room`, with the line that says who sent it; by `op`, or
   * by the operation of all relays. Whether the client is in the room is for the interceptor to know.
   */
  | { readonly action: 'relay'; readonly room: RoomKey; readonly message: Uint8Array; readonly op?: number };

/**
 * Sees each message of a client before it is stored. Provide it in a module of `extensions`: those of the modules are
 * asked in the order of `extensions`, those of one module in the order of its `providers`.
 *
 * Messages of one client come one after another, those of several at the same time.
 */
export abstract class UpstreamInterceptor {
  /**
   * One that throws refuses the message as `internal` (an AppError: as its code); all together have `upstream.timeout` to
   * decide, after which the message is refused as `unavailable`.
   */
  abstract intercept(message: UpstreamMessage): UpstreamDecision | Promise<UpstreamDecision>;
}
