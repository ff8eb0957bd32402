import './proto/numbers.js';
import { PushTask } from './proto/messages.js';

export * from './proto/messages.js';

/**
 * A message type as `npm run generate:messages` makes it of the .proto files. Fields that are absent from the bytes read as
 * zero, empty or null; they are on the message's prototype, so a spread loses them.
 */
export interface MessageType<T> {
  encode(message: T): { finish(): Uint8Array };
  /** @throws Error where the bytes are not such a message */
  decode(bytes: Uint8Array): NoInfer<T>;
}

/** Whom a push task is for. goim calls the first of them PUSH. */
export const PushType = {
  Keys: PushTask.Type.PUSH,
  Room: PushTask.Type.ROOM,
  Broadcast: PushTask.Type.BROADCAST,
} as const;
export type PushType = PushTask.Type;
