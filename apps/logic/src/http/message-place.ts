import { parseCursor, parseMessageId, type Cursor } from '#contracts';
import { InvalidInput } from '#problem-details';

/** A message as callers name it: epoch:id, or an id alone, which is of the newest epoch. */
export type MessagePlace = Pick<Cursor, 'id'> & Partial<Cursor>;

/** @param path of the parameter, for errors @throws InvalidInput where the text names no message */
export function parseMessagePlace(text: string, path: string): MessagePlace {
  const cursor = parseCursor(text);
  if (cursor) return cursor;
  const id = parseMessageId(text);
  if (id === undefined) throw new InvalidInput([{ path, message: 'expected epoch:id, or an id' }]);
  return { id };
}
