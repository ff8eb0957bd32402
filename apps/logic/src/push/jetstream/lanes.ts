import { PushType, type PushTask } from '#contracts';
import { FrequentRooms } from './frequent-rooms.js';
import type { PartitionQueue } from './partition-queue.js';
import { Rounds } from './rounds.js';

/**
 * The queues of all partitions, twice: one lane for rooms that are pushed to so often that they would have rounds held for all, the
 * other for everything else, which goes by rounds of its own. A room pushed to 2,000 times a second would have each push to
 * another one wait for its rounds, and behind its message that is being stored.
 */
export class Lanes {
  private readonly frequent: readonly PartitionQueue[];
  private readonly others: readonly PartitionQueue[];
  private readonly rooms: FrequentRooms;

  /**
   * @param apartMs milliseconds between two rounds of a lane
   * @param open makes the queue of a partition; what both of it store keeps the order in which it is given to be stored
   */
  constructor(partitions: number, apartMs: () => number, open: (partition: number, rounds: Rounds) => PartitionQueue) {
    const lane = (): PartitionQueue[] => {
      const rounds = new Rounds(apartMs);
      return Array.from({ length: partitions }, (_, partition) => open(partition, rounds));
    };
    this.frequent = lane();
    this.others = lane();
    // What a room has in the one lane is stored before what it has in the other from now on.
    this.rooms = new FrequentRooms(apartMs, () => this.storeGathered());
  }

  /** The queue for this task, which is to be given to it at once. */
  of({ type, room }: Pick<PushTask, 'type' | 'room'>, partition: number): PartitionQueue {
    const isFrequent = type === PushType.Room && this.rooms.came(room);
    return (isFrequent ? this.frequent : this.others)[partition]!;
  }

  /** What is gathered waits no longer. */
  storeGathered(): void {
    for (const queue of [...this.frequent, ...this.others]) queue.storeGathered();
  }
}
