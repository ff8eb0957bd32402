import { expect, it } from '@jest/globals';
import { softLimitOf } from './max-open-files.js';

const HEAD = 'Limit                     Soft Limit           Hard Limit           Units     \n';

it.each([
  [
    `${HEAD}Max processes             63432                63432                processes \nMax open files            1024                 524288               files     \n`,
    1_024,
  ],
  [`${HEAD}Max open files            unlimited            unlimited            files     \n`, 0],
  ['', 0],
])('so many files may be open, where there is a bound: %#', (limits, expected) => {
  expect(softLimitOf(limits)).toBe(expected);
});
