import { describe, expect, it } from '@jest/globals';
import { Disconnects } from './disconnects.js';

describe('Disconnects', () => {
  const all = Object.values(Disconnects);

  it('has a code and a reason of its own for each, in the range that WebSocket leaves to applications', () => {
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    expect(new Set(all.map(({ reason }) => reason)).size).toBe(all.length);
    expect(all.filter(({ code }) => code < 4000 || code > 4999)).toEqual([]);
  });

  it('tells by the code alone whether to come back: from 4500 on, no', () => {
    expect(all.filter(({ code, reconnect }) => reconnect !== code < 4500)).toEqual([]);
  });
});
