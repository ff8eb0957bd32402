import { parseCursor } from '#contracts';

/** A place in a target's messages, as comet counts. */
export interface Place {
  readonly epoch: number;
  readonly id: number;
}

/** The place that a client's cursor names. @returns undefined where it names none that there can be: ids are exact numbers here */
export function placeOf(cursor: unknown): Place | undefined {
  const parsed = typeof cursor === 'string' ? parseCursor(cursor) : undefined;
  if (!parsed) return undefined;
  const id = Number(parsed.id);
  return Number.isSafeInteger(id) ? { epoch: parsed.epoch, id } : undefined;
}
