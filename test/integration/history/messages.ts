import { messageId, roomTarget, sequenceOf, type RoomKey, type Target } from '#contracts';
import type { HistoryWriter, NewMessage, StoredMessage } from '#history';

export const EPOCH = 1_764_360_000;
export const START_MS = EPOCH * 1_000;

export function room(name: string): Target {
  return roomTarget(`test://${name}` as RoomKey);
}

/** The stream's message `sequence`, a second after the one before. */
export function message(target: Target, sequence: number, more: Partial<NewMessage> = {}): NewMessage {
  return {
    target,
    id: messageId(sequence),
    operation: 1_000,
    body: Buffer.from(`message ${sequence}`),
    time: START_MS + sequence * 1_000,
    ...more,
  };
}

export async function append(writer: HistoryWriter, messages: readonly NewMessage[], partition = 0): Promise<number> {
  const watermark = messages.reduce((highest, { id }) => (id > highest ? id : highest), 0n);
  return writer.append({ epoch: EPOCH, partition, messages, watermark });
}

export function sequences(messages: readonly StoredMessage[]): number[] {
  return messages.map(({ id }) => sequenceOf(id));
}

/** `to` is one of them. */
export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
