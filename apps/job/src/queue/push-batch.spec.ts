import { expect, it } from '@jest/globals';
import type { PushTask } from '#contracts';
import { PushBatch } from './push-batch.js';

it('remembers which tasks failed, and why', () => {
  const task = {} as PushTask;
  const [one, two] = [
    { task, sequence: 1, bytes: 10, tries: 1 },
    { task, sequence: 2, bytes: 10, tries: 1 },
  ] as const;
  const batch = new PushBatch(3, [one, two]);
  batch.fail(two, 'why');
  expect([batch.failureOf(one), batch.failureOf(two)]).toEqual([undefined, 'why']);
});
