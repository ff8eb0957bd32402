import type { RoomKey } from '#contracts';

/**
 * Port: makes sure that the pushes of a room reach this comet. The hub holds every room that has members here; whoever
 * puts a client into a room holds it first, until the client is in.
 */
export abstract class RoomInterest {
  /** Whether the room's pushes reach this comet already. */
  abstract isReady(room: RoomKey): boolean;
  /** Resolves when they do, and never rejects; they go on until `drop` is called as often as `hold` was. */
  abstract hold(room: RoomKey): Promise<void>;
  abstract drop(room: RoomKey): void;
}
