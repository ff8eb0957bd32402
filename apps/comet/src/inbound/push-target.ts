import type { RoomKey } from '#contracts';

/** The connections of this comet as pushes reach them, be they in this process or in its workers. */
export abstract class Pushable {
  /**
   * Packed packets to the connections of these keys that accept the operation. Resolves when they were handed to the
   * connections, as the others do.
   *
   * @throws AppError `unavailable` where a worker did not confirm
   */
  abstract pushKeys(keys: readonly string[], operation: number, packets: Uint8Array): Promise<void>;

  /**
   * Packed packets to every connection that accepts the operation. Resolves when it has begun.
   *
   * @param perSecond connections a second; 0 = as fast as it goes
   * @throws AppError `unavailable`
   */
  abstract pushAll(operation: number, packets: Uint8Array, perSecond: number): Promise<void>;

  /** Packed packets to every member of a room. @throws AppError `unavailable` */
  abstract pushRoom(room: RoomKey, packets: Uint8Array): Promise<void>;

  /** The rooms with members. @throws AppError `unavailable` */
  abstract rooms(): Promise<RoomKey[]>;
}
