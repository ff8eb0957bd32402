import { expect, it } from '@jest/globals';
import { SlowCloses } from './slow-closes.js';

const MINUTE_MS = 60_000;

it('has those of the last 10 minutes, the newest first, with how often each was closed', () => {
  let now = 0;
  const closes = new SlowCloses({ now: () => now });
  closes.note('once');
  now += MINUTE_MS;
  closes.note('again');
  now += MINUTE_MS;
  closes.note('other');
  closes.note('again');
  const again = { key: 'again', closedAt: 2 * MINUTE_MS, times: 2 };
  const other = { key: 'other', closedAt: 2 * MINUTE_MS, times: 1 };
  expect(closes.lately()).toEqual([again, other, { key: 'once', closedAt: 0, times: 1 }]);
  now = 10 * MINUTE_MS;
  expect(closes.lately()).toEqual([again, other]);
  now = 12 * MINUTE_MS;
  expect(closes.lately()).toEqual([]);
  closes.note('again');
  expect(closes.lately()).toEqual([{ key: 'again', closedAt: now, times: 1 }]);
});

it('has 20 at most', () => {
  const closes = new SlowCloses({ now: () => 0 });
  for (let n = 0; n < 50; n++) closes.note(`k${n}`);
  expect(closes.lately().map(({ key }) => key)).toEqual(Array.from({ length: 20 }, (_, n) => `k${49 - n}`));
});
