import type { RoomKey } from '#contracts';

/** What the primary asks its workers of their connections, and of themselves. */
export type WorkerCall =
  | {
      readonly method: 'pushKeys';
      readonly args: [keys: readonly string[], operation: number | null, packets: Uint8Array];
    }
  | { readonly method: 'pushAll'; readonly args: [operation: number | null, packets: Uint8Array, perSecond: number] }
  | { readonly method: 'pushRoom'; readonly args: [room: RoomKey, packets: Uint8Array] }
  | { readonly method: 'roomKeys' | 'health'; readonly args: [] };

/** How a worker is. */
export interface WorkerHealth {
  /** Whether clients may be sent to it. */
  readonly ready: boolean;
  /** What is wrong, by the names of its checks. */
  readonly problems: readonly string[];
}

/** A call on its way to a worker. */
export interface WorkerCallMessage {
  readonly type: 'call';
  readonly id: number;
  readonly call: WorkerCall;
}

/** What a worker answers. */
export interface WorkerReplyMessage {
  readonly type: 'reply';
  readonly id: number;
  readonly rooms?: readonly RoomKey[];
  readonly health?: WorkerHealth;
}
