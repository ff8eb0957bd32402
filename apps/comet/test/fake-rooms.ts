import type { RoomKey } from '#contracts';
import type { RoomInterest } from '../src/hub/hub.js';

/** A room interest that is ready at once, but for the rooms that are `held` until the test says so. */
export class FakeRooms implements RoomInterest {
  readonly holders = new Map<RoomKey, number>();
  private readonly waiting = new Map<RoomKey, { promise: Promise<void>; resolve: () => void }>();

  holdBack(room: string): void {
    let resolve = (): void => undefined;
    const promise = new Promise<void>((done) => (resolve = done));
    this.waiting.set(room as RoomKey, { promise, resolve });
  }

  letThrough(room: string): void {
    this.waiting.get(room as RoomKey)!.resolve();
    this.waiting.delete(room as RoomKey);
  }

  isReady(room: RoomKey): boolean {
    return this.holders.has(room) && !this.waiting.has(room);
  }

  async hold(room: RoomKey): Promise<void> {
    this.holders.set(room, (this.holders.get(room) ?? 0) + 1);
    await this.waiting.get(room)?.promise;
  }

  drop(room: RoomKey): void {
    const left = this.holders.get(room)! - 1;
    if (left === 0) this.holders.delete(room);
    else this.holders.set(room, left);
  }
}
