import type { RoomKey } from '#contracts';
import type { Origin } from '#protocol';
import type { KeysOrigin } from '../hub/key-pushes.js';
import type { Tally } from '../hub/tally.js';

/**
 * The door by which every push comes in, from whichever edge (bus, gRPC, worker IPC): the hub of this process, or all the
 * workers of a primary. Packets are packed: clients of version 1 are written them as they are. What goim's jobs push has no
 * origin. A tally has begun, and ends when its message is delivered; what the primary passes on has none.
 */
export abstract class PushTarget {
  /**
   * Pushes to the connections of these keys that accept the operation; null = to all of them.
   *
   * @returns when the packets were handed to the connections, as the others do
   * @throws AppError `unavailable` where a worker did not confirm
   */
  abstract pushKeys(
    keys: readonly string[],
    operation: number | null,
    packets: Uint8Array,
    origin?: KeysOrigin,
    tally?: Tally,
  ): void | Promise<void>;

  /** Pushes to every member of a room. @throws AppError `unavailable` */
  abstract pushRoom(room: RoomKey, packets: Uint8Array, origin?: Origin, tally?: Tally): void | Promise<void>;

  /**
   * Pushes to every connection that accepts the operation; null = to all of them. Returns when that has begun.
   *
   * @param perSecond connections a second; 0 = as fast as it goes
   * @throws AppError `unavailable`
   */
  abstract pushAll(
    operation: number | null,
    packets: Uint8Array,
    perSecond: number,
    origin?: Origin,
    tally?: Tally,
  ): void | Promise<void>;

  /** The rooms with members here. @throws AppError `unavailable` */
  abstract roomKeys(): RoomKey[] | Promise<RoomKey[]>;
}
