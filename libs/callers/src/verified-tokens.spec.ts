import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiKey } from './api-key.js';
import { VerifiedTokens } from './verified-tokens.js';

const KEY: ApiKey = { id: 'jwt:1', name: 'billing', scopes: new Set(['push']), push: {} };
const BASIS = [{}, {}];

let now: number;
let tokens: VerifiedTokens;
beforeEach(() => {
  now = 0;
  tokens = new VerifiedTokens(() => now);
});

describe('tokens that have been verified', () => {
  it('are known for a minute, each by itself', () => {
    tokens.keep('a', KEY, BASIS);
    now = 59_999;
    expect(tokens.find('a', BASIS)).toBe(KEY);
    expect(tokens.find('b', BASIS)).toBeUndefined();
    now = 60_000;
    expect(tokens.find('a', BASIS)).toBeUndefined();
  });

  it('are not known any more once keys or rules are others', () => {
    for (const other of [
      [BASIS[0]!, {}],
      [{}, BASIS[1]!],
    ]) {
      tokens.keep('a', KEY, BASIS);
      expect(tokens.find('a', other)).toBeUndefined();
      expect(tokens.find('a', BASIS)).toBeUndefined();
    }
  });

  it('are forgotten, those that came first, where there are very many', () => {
    for (let n = 0; n <= 10_000; n++) tokens.keep(String(n), KEY, BASIS);
    expect(tokens.find('0', BASIS)).toBeUndefined();
    expect(tokens.find('1', BASIS)).toBe(KEY);
  });
});
