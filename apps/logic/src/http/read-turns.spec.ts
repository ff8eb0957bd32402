import { beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { ReadTurns } from './read-turns.js';

let turns: ReadTurns;
let done: string[];

beforeEach(() => {
  turns = new ReadTurns();
  done = [];
});

function ask(account: string, ...names: string[]): void {
  for (const name of names) turns.take(account, () => done.push(name));
}

describe('the turns of those who read', () => {
  it('are one each turn of the event loop, the first at once', async () => {
    ask('a', '1', '2', '3');
    expect(done).toEqual(['1']);
    await turn();
    expect(done).toEqual(['1', '2']);
    await turn();
    expect(done).toEqual(['1', '2', '3']);
    await turn();
    ask('a', '4');
    expect(done).toEqual(['1', '2', '3', '4']);
  });

  it('are those of each caller in turn', async () => {
    ask('a', 'a1', 'a2', 'a3', 'a4');
    ask('b', 'b1', 'b2');
    for (let n = 0; n < 6; n++) await turn();
    expect(done).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
  });

  it('are waited for by a bounded number of one caller', async () => {
    const taken = Array.from({ length: 100 }, () => turns.take('a', () => done.push('a')));
    expect(taken.filter((isTaken) => isTaken)).toHaveLength(65);
    expect(turns.take('b', () => done.push('b'))).toBe(true);
    for (let n = 0; n < 100; n++) await turn();
    expect(done).toHaveLength(66);
  });

  // Eleven browsers behind one address that asked for all that they show as logic was back were refused.
  it('are waited for by more where several callers may be one account', async () => {
    const taken = Array.from({ length: 300 }, () => turns.take('address 10.0.0.1', () => undefined, true));
    expect(taken.filter((isTaken) => isTaken)).toHaveLength(257);
  });
});
