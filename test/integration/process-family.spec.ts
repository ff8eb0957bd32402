import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#test-support';
import { childrenOf, continueFamily, stopFamily } from '../databases/process-family.mjs';

const WITHIN_MS = 30_000;
/** Its children live for some milliseconds, and it always has one that stays. */
const PARENT = 'sleep 600 & stays=$!; trap "kill $stays; exit" TERM; while :; do sleep 0.01 & sleep 0.001; done';

describe('a family of processes', () => {
  let parent: ChildProcess;

  beforeEach(async () => {
    parent = spawn('sh', ['-c', PARENT], { stdio: 'ignore' });
    await once(parent, 'spawn');
  });

  afterEach(async () => {
    parent.kill('SIGTERM');
    await once(parent, 'exit');
  });

  it('stops as a whole while its children come and go, and goes on', async () => {
    for (let round = 0; round < 20; round++) {
      await eventually('it has children', WITHIN_MS, async () => (await childrenOf(parent.pid!)).length > 1);
      await stopFamily(parent.pid!);
      const then = await childrenOf(parent.pid!);
      expect(then).not.toHaveLength(0);
      expect(await childrenOf(parent.pid!)).toEqual(then);
      await continueFamily(parent.pid!);
      await eventually('new children came', WITHIN_MS, async () =>
        (await childrenOf(parent.pid!)).some((pid) => !then.includes(pid)),
      );
    }
  });
});
