import { describe, expect, it } from '@jest/globals';
import { ReadingGate } from './client-connection.js';

describe('ReadingGate', () => {
  it('stops the reading with the first who waits, and goes on with the last', () => {
    const happened: string[] = [];
    const gate = new ReadingGate({ pause: () => happened.push('pause'), resume: () => happened.push('resume') });
    gate.hold();
    gate.hold();
    gate.release();
    expect(happened).toEqual(['pause']);
    gate.release();
    expect(happened).toEqual(['pause', 'resume']);
    gate.hold();
    expect(happened).toEqual(['pause', 'resume', 'pause']);
  });
});
