import { Message } from './message.js';
import type { HistoryPage } from './room.js';

interface Kept {
  readonly id: string;
  readonly target: string;
  readonly operation: number;
  /** Absent where it does not fit into an answer. */
  readonly body?: string;
  readonly encoding: 'utf8' | 'base64' | 'omitted';
  readonly time: number;
  readonly sender?: number | string | null;
}

const encoder = new TextEncoder();

/** Reads the server's page of a history (operation 26). */
export function historyPage(value: unknown): HistoryPage {
  const { messages, before, after } = value as { messages: Kept[]; before?: string | null; after?: string | null };
  return { messages: messages.map(messageOf), before: before ?? null, after: after ?? null };
}

function messageOf({ id, target, operation, body = '', encoding, time, sender }: Kept): Message {
  const bytes =
    encoding === 'base64' ? Uint8Array.from(atob(body), (char) => char.charCodeAt(0)) : encoder.encode(body);
  return new Message(id, target, operation, bytes, time, sender ?? undefined);
}
