import { pickFromBatch } from '#protocol';
import type { Push } from './push.js';

/** Messages of one target that are remembered: for the moments until what is under way is delivered. */
const MAX_REMEMBERED = 256;

/** Names a message that was taken back. */
export interface WithdrawnId {
  readonly epoch: number;
  readonly id: number;
}

export function holds({ origin }: Push, { epoch, id }: WithdrawnId): boolean {
  return origin?.epoch === epoch && origin.ids.includes(id);
}

/** Above the bound the oldest is forgotten. */
export function remember<Item>(all: Item[], item: Item): void {
  all.push(item);
  if (all.length > MAX_REMEMBERED) all.shift();
}

/** Takes a message out of pushes that wait. @returns id of the target's message before it; undefined where it is not among them */
export function takeOut(pushes: Push[], withdrawn: WithdrawnId): number | undefined {
  const at = pushes.findIndex((push) => holds(push, withdrawn));
  const push = pushes[at];
  if (!push?.origin) return undefined;
  const { ids, prev, transient } = push.origin;
  const rest = pickFromBatch(push, (id) => id !== withdrawn.id);
  if (rest?.origin) pushes[at] = { ...push, ...rest, origin: { ...rest.origin, prev } };
  else {
    pushes.splice(at, 1);
    push.tally?.end();
  }
  const before = ids.findLast((id, place) => id < withdrawn.id && !transient.includes(place)) ?? prev;
  relink(pushes, withdrawn, before);
  return before;
}

/** Has the push that names the message as the one before it name the one before that. @returns whether it is among them */
export function relink(pushes: Push[], { epoch, id }: WithdrawnId, before: number): boolean {
  const at = pushes.findIndex(({ origin }) => origin?.epoch === epoch && origin.prev === id);
  const push = pushes[at];
  if (!push?.origin) return false;
  pushes[at] = { ...push, origin: { ...push.origin, prev: before } };
  return true;
}

/**
 * Messages of a target that nobody here gets, though the next one will name one of them as the one before it: to clients that
 * would look like a hole.
 */
export class SkippedIds {
  private readonly all: { readonly id: number; readonly before: number }[] = [];

  get newest(): number {
    return Math.max(...this.all.map(({ id }) => id));
  }

  /** @param before id of the target's message before it, which may be skipped as well; 0 = not known */
  add(id: number, before: number): void {
    remember(this.all, { id, before: this.before(before) });
  }

  /** @returns the nearest one that was not skipped, from `id` backwards */
  before(id: number): number {
    let kept = id;
    for (let one = this.at(id); one; one = this.at(kept)) kept = one.before;
    return kept;
  }

  private at(id: number): { readonly id: number; readonly before: number } | undefined {
    return this.all.find((one) => one.id === id && one.before < id);
  }
}
