import { describe, expect, it } from '@jest/globals';
import { disconnectOf, Disconnects, MAX_DISCONNECT_MESSAGE_BYTES, withMessage } from './disconnects.js';

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

  it('are found by their reasons alone', () => {
    for (const disconnect of all) expect(disconnectOf(disconnect.reason)).toBe(disconnect);
    for (const stranger of ['', 'authRefused', 'toString', '__proto__']) expect(disconnectOf(stranger)).toBeUndefined();
  });

  it('fit with the longest message into a WebSocket close frame, cut behind a whole character', () => {
    const LONGEST_CLOSE_REASON_BYTES = 123;
    for (const disconnect of all) {
      const { reason, message } = withMessage(disconnect, '💬'.repeat(100));
      expect(message).toBe('💬'.repeat(MAX_DISCONNECT_MESSAGE_BYTES / 4));
      expect(Buffer.byteLength(`${reason}: ${message}`)).toBeLessThanOrEqual(LONGEST_CLOSE_REASON_BYTES);
    }
    expect(withMessage(Disconnects.kicked, '')).toBe(Disconnects.kicked);
  });
});
