import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fakeSession } from '../../../test/fake-sessions.js';
import type { SessionRecord } from '../session-record.js';
import { ExpiredSessions } from './expired-sessions.js';

const GRACE_MS = 2_000;
const RETRY_WAIT_MS = 1_000;

describe('ExpiredSessions', () => {
  const reported: string[] = [];
  const asked: string[] = [];
  let isGone: (session: SessionRecord) => Promise<boolean>;
  let expired: ExpiredSessions;

  beforeEach(() => {
    jest.useFakeTimers();
    reported.length = 0;
    asked.length = 0;
    isGone = () => Promise.resolve(true);
    expired = new ExpiredSessions(
      (session) => {
        asked.push(session.key);
        return isGone(session);
      },
      ({ key }) => reported.push(key),
    );
  });

  afterEach(() => {
    expired.close();
    jest.useRealTimers();
  });

  it('reports a session once the store says that it is gone', async () => {
    expired.add(fakeSession('a', {}));
    await jest.advanceTimersByTimeAsync(GRACE_MS - 1);
    expect(asked).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(reported).toEqual(['a']);
  });

  it('reports none that was renewed meanwhile', async () => {
    isGone = ({ key }) => Promise.resolve(key !== 'renewed');
    for (const key of ['renewed', 'a']) expired.add(fakeSession(key, {}));
    await jest.advanceTimersByTimeAsync(GRACE_MS);
    expect([asked, reported]).toEqual([['renewed', 'a'], ['a']]);
  });

  it('asks again while the store does not answer', async () => {
    isGone = () => Promise.reject(new Error('away'));
    expired.add(fakeSession('a', {}));
    await jest.advanceTimersByTimeAsync(GRACE_MS + RETRY_WAIT_MS);
    expect([asked, reported]).toEqual([['a', 'a'], []]);
    isGone = () => Promise.resolve(true);
    await jest.advanceTimersByTimeAsync(RETRY_WAIT_MS);
    expect(reported).toEqual(['a']);
  });

  it('reports each of many once', async () => {
    const keys = Array.from({ length: 1_000 }, (_, n) => `k${n}`);
    for (const key of keys) expired.add(fakeSession(key, {}));
    await jest.advanceTimersByTimeAsync(GRACE_MS);
    expect(reported).toEqual(keys);
  });
});
