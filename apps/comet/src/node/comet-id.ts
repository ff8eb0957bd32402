import { randomBytes } from 'node:crypto';
import type { CometId } from '#contracts';

/** Injection token of this run's `CometId`. */
export const COMET_ID = Symbol('CometId');

const SUFFIX_BYTES = 4;

/**
 * A new id for this run: what a run that died left behind under its id can't be mistaken for this one's.
 *
 * @param name what people tell comets apart by, such as the host's name
 */
export function newCometId(name: string): CometId {
  return `${name}-${randomBytes(SUFFIX_BYTES).toString('hex')}` as CometId;
}
