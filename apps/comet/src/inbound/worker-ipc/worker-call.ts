import type { RoomKey } from '#contracts';

/** What the primary asks its workers of their connections. */
export type WorkerCall =
  | {
      readonly method: 'pushKeys';
      readonly args: [keys: readonly string[], operation: number | null, packets: Uint8Array];
    }
  | { readonly method: 'pushAll'; readonly args: [operation: number | null, packets: Uint8Array, perSecond: number] }
  | { readonly method: 'pushRoom'; readonly args: [room: RoomKey, packets: Uint8Array] }
  | { readonly method: 'roomKeys'; readonly args: [] };

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
}
