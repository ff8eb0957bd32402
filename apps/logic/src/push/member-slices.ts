import { partitionOf, type Mid, type Slice } from '#contracts';
import type { SessionRecord } from '../sessions/session-record.js';
import type { SessionRegistry } from '../sessions/session-registry.js';

/** Sessions that one recipient names. A member with more is several recipients. */
const MAX_SESSIONS = 250;
/** Sessions of each of several, on average and at most: keys don't share themselves out evenly. */
const SLICE_SESSIONS = 200;

/** Sessions of a member, and which of its slices they are; null: all. */
interface MemberSlice {
  readonly slice: Slice | null;
  readonly sessions: readonly SessionRecord[];
}

/** Shares the sessions of a member with very many out, the first slice first; those of any other are one part. */
export function slicesOf(sessions: readonly SessionRecord[]): MemberSlice[] {
  if (sessions.length <= MAX_SESSIONS) return [{ slice: null, sessions }];
  // Seldom another one: a push that is tried again is stored once where its sessions are shared out in the same way.
  const count = 2 ** Math.ceil(Math.log2(sessions.length / SLICE_SESSIONS));
  const byIndex = sharedOut(sessions, count);
  return Array.from({ length: count }, (_, index) => ({
    slice: { index, count },
    sessions: byIndex.get(index) ?? [],
  }));
}

/** Names a slice in the id of a task: what is shared out in another way is another task. */
export function sliceName(slice: Slice | null): string {
  return slice ? `#${slice.index}/${slice.count}` : '';
}

/** The sessions that members have now, slice by slice. Each member's are shared out once, however many slices are asked for. */
export class MembersNow {
  private readonly known = new Map<string, ReadonlyMap<number, readonly SessionRecord[]>>();

  constructor(private readonly registry: Pick<SessionRegistry, 'byMid'>) {}

  sessionsOf(mid: Mid, slice: Slice | null): readonly SessionRecord[] {
    if (!slice) return this.registry.byMid(mid);
    const { index, count } = slice;
    const name = `${mid} ${count}`;
    let byIndex = this.known.get(name);
    if (!byIndex) this.known.set(name, (byIndex = sharedOut(this.registry.byMid(mid), count)));
    return byIndex.get(index) ?? [];
  }
}

/**
 * By their keys alone: a session is in the slice that it was in when the push was queued, whatever became of the others. Every
 * logic must agree on it. Cost: a hash of each key.
 */
function sharedOut(sessions: readonly SessionRecord[], count: number): Map<number, SessionRecord[]> {
  const byIndex = new Map<number, SessionRecord[]>();
  for (const session of sessions) {
    const index = partitionOf(session.key, count);
    const some = byIndex.get(index);
    if (some) some.push(session);
    else byIndex.set(index, [session]);
  }
  return byIndex;
}
