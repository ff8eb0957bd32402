import { describe, expect, it } from '@jest/globals';
import type { CometId } from '#contracts';
import { Turns } from './turns.js';

const COMET = 'c1' as CometId;

describe('Turns', () => {
  it('have a comet behind until it has answered, and one that has not taken everything until it does', async () => {
    const turns = new Turns();
    let answer!: (isTaken: boolean) => void;
    const first = turns.take(COMET, () => new Promise((resolve) => (answer = resolve)));
    expect(turns.isBehind(COMET)).toBe(true);
    answer(false);
    await first;
    expect(turns.isBehind(COMET)).toBe(true);
    await turns.take(COMET, async () => true);
    expect(turns.isBehind(COMET)).toBe(false);
  });

  it('begin what is queued when the comet has answered for what was before', async () => {
    const turns = new Turns();
    const begun: number[] = [];
    let answer!: (isTaken: boolean) => void;
    const first = turns.queue(COMET, () => new Promise((resolve) => (answer = resolve)));
    const second = turns.queue(COMET, async () => begun.push(2) > 0);
    await Promise.resolve();
    expect(begun).toEqual([]);
    answer(true);
    await Promise.all([first, second]);
    expect([begun, turns.isBehind(COMET)]).toEqual([[2], false]);
  });
});
