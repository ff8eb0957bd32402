import { randomBytes } from 'node:crypto';

const SUFFIX_BYTES = 4;

/** A new id for each run: what a run that died left behind under its id can't be mistaken for this one's. */
export function newInstanceId(name: string): string {
  return `${name}-${randomBytes(SUFFIX_BYTES).toString('hex')}`;
}
