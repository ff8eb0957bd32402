import { beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics } from '#observability';
import { FakeCloser, FakeRegistry, fakeSession } from '../../test/fake-sessions.js';
import { LogicConfig } from '../config/logic.config.js';
import type { SessionRecord } from './session-record.js';
import { MemberLimit } from './member-limit.js';

const MAX = 2;
const MID = 7;
const BEGAN = fakeSession('any').since;

let registry: FakeRegistry;
let closer: FakeCloser;
let metrics: Metrics;

beforeEach(() => {
  registry = new FakeRegistry();
  closer = new FakeCloser();
  metrics = new Metrics({ processMetrics: false });
});

function limit(onTooMany: 'refuse' | 'close-oldest', maxPerMember = MAX): MemberLimit {
  const config = LogicConfig.parse({ session: { maxPerMember, onTooMany } });
  return new MemberLimit(registry, closer.asCloser, { current: config }, metrics);
}

/** A session of the member that began so many milliseconds after the first. */
function session(key: string, after: number, mid = MID): SessionRecord {
  return { ...fakeSession(key, { mid, connection: after + 1 }), since: BEGAN + after };
}

async function register(by: MemberLimit, wanted: SessionRecord): Promise<void> {
  const admitted = by.admit(wanted);
  await by.enforce(admitted, await registry.put(admitted));
}

describe('a member with as many sessions as it may have', () => {
  it('gets no more where they are refused', async () => {
    const refusing = limit('refuse');
    for (const [index, key] of ['a', 'b'].entries()) await register(refusing, session(key, index));
    await expect(register(refusing, session('c', 2))).rejects.toMatchObject({
      code: 'forbidden',
      message: 'too-many-sessions: a member may have 2',
    });
    expect([registry.count, closer.closed]).toEqual([2, []]);
    expect(await metrics.expose()).toContain('goim_member_limit_total{action="refused"} 1');
  });

  it('gets one in place of the oldest where that is closed', async () => {
    const closing = limit('close-oldest');
    for (const [index, key] of ['a', 'b', 'c'].entries()) await register(closing, session(key, index));
    expect(closer.closed).toEqual([['a', 'too-many-sessions']]);
    expect(await metrics.expose()).toContain('goim_member_limit_total{action="closed"} 1');
  });

  it('may come back with a key that it has', async () => {
    const refusing = limit('refuse');
    for (const [index, key] of ['a', 'b', 'a'].entries()) await register(refusing, session(key, index));
    expect([registry.count, closer.closed]).toEqual([2, []]);
  });

  it('is nobody without a member, or without a limit', async () => {
    const refusing = limit('refuse');
    for (let n = 0; n < 5; n++) await register(refusing, session(`anonymous ${n}`, n, 0));
    const unlimited = limit('refuse', 0);
    for (let n = 0; n < 5; n++) await register(unlimited, session(`many ${n}`, n));
    expect([registry.count, closer.closed]).toEqual([10, []]);
  });
});

describe('sessions that several logics let in at the same time', () => {
  it('are in the end as many as there may be: the last one refuses itself', async () => {
    const logics = [limit('refuse', 1), limit('refuse', 1)];
    const admitted = [logics[0]!.admit(session('a', 0)), logics[1]!.admit(session('b', 1))];
    const revisions = [await registry.put(admitted[0]!), await registry.put(admitted[1]!)];
    await logics[0]!.enforce(admitted[0]!, revisions[0]!).catch(() => undefined);
    await expect(logics[1]!.enforce(admitted[1]!, revisions[1]!)).rejects.toMatchObject({ code: 'forbidden' });
    expect(registry.byMid(MID).map(({ key }) => key)).toEqual(['a']);
  });

  it('are closed where the other one is the younger by its clock', async () => {
    const refusing = limit('refuse', 1);
    const other = session('b', 1);
    const own = refusing.admit(session('a', 0));
    await registry.put(other);
    await refusing.enforce(own, await registry.put(own));
    expect(closer.closed).toEqual([['b', 'too-many-sessions']]);
  });

  it('have one order for all, also in the same millisecond', async () => {
    const logics = [limit('close-oldest', 1), limit('close-oldest', 1)];
    const both = [session('a', 0), session('b', 0)];
    for (const one of both) await registry.put(one);
    const ends = await Promise.allSettled(logics.map((one, index) => one.enforce(both[index]!, 1)));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(closer.closed.map(([key]) => key).filter((key) => key !== 'a')).toEqual([]);
    expect(registry.byMid(MID).map(({ key }) => key)).toEqual(['b']);
  });

  it('begin behind those that are known, whatever the clock of their logic says', () => {
    registry.add(session('a', 60_000));
    const late = limit('close-oldest', 1).admit(session('b', 0));
    expect(late.since).toBe(BEGAN + 60_001);
  });

  it('are counted where the store did not tell of all in time', async () => {
    registry.knowsUpTo = async () => false;
    const refusing = limit('refuse');
    await register(refusing, session('a', 0));
    expect(await metrics.expose()).toContain('goim_member_limit_total{action="unchecked"} 1');
  });
});
