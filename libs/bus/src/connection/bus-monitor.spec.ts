import { expect, it } from '@jest/globals';
import { isOutdated } from './bus-monitor.js';

it.each(['2.9.10', '2.9.25', '2.10.26', '2.11.0', '1.4.1', '2.10.3-beta'])('%s lacks mends', (version) => {
  expect(isOutdated(version)).toBe(true);
});

it.each(['2.10.27', '2.10.29', '2.11.1', '2.12.0', 'v2.15.2', '3.0.0', '', 'dev'])(
  '%s lacks none that is known',
  (version) => {
    expect(isOutdated(version)).toBe(false);
  },
);
