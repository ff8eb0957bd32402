import type { PacketBatch } from '#protocol';
import type { Tally } from './tally.js';

/** Packed packets for a target. */
export interface Push extends PacketBatch {
  /** Connections that accept it get them; null = all do. Rooms do not look at it. */
  readonly operation: number | null;
  /** Connections a second; undefined or 0 = as fast as it goes. */
  readonly perSecond?: number;
  /** Undefined: its pusher did not ask what becomes of it. Else it is one message. */
  readonly tally?: Tally | undefined;
}
