import { expect, it } from '@jest/globals';
import { stackTracesWanted } from './environment.js';

it.each(['1', 'true', 'T', 'nest', 'goim:*'])('shows stacks with DEBUG=%s', (DEBUG) => {
  expect(stackTracesWanted({ DEBUG })).toBe(true);
});

it.each([undefined, '', '0', 'false', 'F', ' 0 '])('shows none with DEBUG=%s', (DEBUG) => {
  expect(stackTracesWanted({ DEBUG })).toBe(false);
});
