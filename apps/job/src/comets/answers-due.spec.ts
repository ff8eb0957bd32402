import { describe, expect, it } from '@jest/globals';
import type { CometId } from '#contracts';
import { AnswersDue } from './answers-due.js';

const COMET = 'c1' as CometId;

describe('AnswersDue', () => {
  it('have a comet behind until it has answered, and one that has not taken everything until it does', async () => {
    const due = new AnswersDue();
    let answer!: (isTaken: boolean) => void;
    const first = due.take(COMET, () => new Promise((resolve) => (answer = resolve)));
    expect(due.isBehind(COMET)).toBe(true);
    answer(false);
    await first;
    expect(due.isBehind(COMET)).toBe(true);
    await due.take(COMET, async () => true);
    expect(due.isBehind(COMET)).toBe(false);
  });

  it('begin what is queued when the comet has answered for what was before', async () => {
    const due = new AnswersDue();
    const begun: number[] = [];
    let answer!: (isTaken: boolean) => void;
    const first = due.queue(COMET, () => new Promise((resolve) => (answer = resolve)));
    const second = due.queue(COMET, async () => begun.push(2) > 0);
    await Promise.resolve();
    expect(begun).toEqual([]);
    answer(true);
    await Promise.all([first, second]);
    expect([begun, due.isBehind(COMET)]).toEqual([[2], false]);
  });
});
