import { parseCursor } from '#contracts';
import { jsonObject } from '../requests/json-bodies.js';

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

/** The places that a client names to resume, by their targets. @returns undefined where the body names none, or one that there can't be */
export function cursorsIn(body: Buffer): ReadonlyMap<string, Place> | undefined {
  const { cursors = {} } = body.length === 0 ? {} : (jsonObject(body) ?? { cursors: null });
  if (typeof cursors !== 'object' || cursors === null) return undefined;
  const parsed = new Map<string, Place>();
  for (const [target, text] of Object.entries(cursors)) {
    const place = placeOf(text);
    if (!place) return undefined;
    parsed.set(target, place);
  }
  return parsed;
}
