import './proto/numbers.js';
import type { Mid } from './mid.js';
import { PushTask } from './proto/messages.js';

export * from './proto/messages.js';

/**
 * A message type as `npm run generate:messages` makes it of the .proto files. Fields that are absent from the bytes read as
 * zero, empty or null; they are on the message's prototype, so a spread or a rest loses them: the compiler says so.
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

const EMPTY_TASK = {
  type: PushType.Keys,
  operation: 0,
  speed: 0,
  server: '',
  room: '',
  keys: [] as string[],
  msg: new Uint8Array(0),
  unfiltered: false,
  recipients: [],
  transient: false,
  expires: 0,
  sender: 0,
  idempotencyKey: '',
  receipt: false,
  former: null,
} satisfies PushTask;

/** A task whose fields are empty where they are not given. */
export function pushTask(fields: Partial<PushTask>): PushTask {
  return { ...EMPTY_TASK, ...fields };
}

/** What a push to comets says of its place in the push stream where it has none that is known. */
export const UNNUMBERED = {
  keys: { epoch: 0, id: 0, mids: [] as Mid[], prevs: [] as number[], transient: false, receipt: false, former: null },
  room: { epoch: 0, ids: [] as number[], prev: 0, transient: [] as number[], receipt: false, former: null },
  all: { epoch: 0, id: 0, prev: 0, transient: false, receipt: false, former: null },
} as const;
