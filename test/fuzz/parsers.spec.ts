import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseOperations } from '../../apps/comet/src/client/operation-list.js';
import { GoimTokenAuthenticator } from '../../apps/logic/src/sessions/goim-token.authenticator.js';
import { decodeNodeInfo, decodeToken, encodeToken } from '#contracts';
import { attempt, search } from './run.js';

const wellFormed = fc.string({ unit: 'binary' });

describe('parseOperations', () => {
  it('reads back a list of operations', () => {
    search(
      fc.property(fc.array(fc.integer()), (operations) => {
        expect(parseOperations(Buffer.from(operations.join(',')))).toEqual(operations);
      }),
    );
  });

  it('gives whole numbers or nothing, whatever the bytes', () => {
    const almost = fc.string({ unit: fc.constantFrom('0', '9', ',', '-', '+', ' '), maxLength: 4_096 });
    const bytes = fc.oneof(
      almost.map((text) => Buffer.from(text)),
      fc.uint8Array().map((raw) => Buffer.from(raw)),
    );
    search(
      fc.property(bytes, (body) => {
        const { error, value: operations = [] } = attempt(() => parseOperations(body));
        expect(error).toBe('none');
        expect(operations.every((operation) => Number.isSafeInteger(operation))).toBe(true);
      }),
    );
  });
});

describe('subject tokens', () => {
  it('give the name back, and are one token', () => {
    search(
      fc.property(wellFormed, (name) => {
        const token = encodeToken(name);
        expect(decodeToken(token)).toBe(name);
        expect(token).toMatch(/^[A-Za-z0-9_=-]*$/);
        expect(token.length).toBeLessThanOrEqual(3 * Buffer.byteLength(name));
      }),
    );
  });

  it('that are none give a URIError or a name', () => {
    search(
      fc.property(fc.string({ unit: fc.constantFrom('=', '%', 'F', '8', 'a', '.') }), (token) => {
        expect(['none', 'URIError']).toContain(attempt(() => decodeToken(token)).error);
      }),
    );
  });
});

describe("goim's token", () => {
  it('gives an identity or an AppError, whatever the client sends', async () => {
    const authenticator = new GoimTokenAuthenticator();
    const almost = fc.record(
      { mid: fc.anything(), key: fc.anything(), room_id: fc.anything(), accepts: fc.anything() },
      { requiredKeys: [] },
    );
    const token = fc.oneof(
      fc.uint8Array(),
      fc.json().map((text) => Buffer.from(text)),
      almost.map((value) => Buffer.from(JSON.stringify(value, withoutBigints))),
    );
    const outcomes = await Promise.allSettled(
      fc.sample(token, 2_000).map((bytes) => authenticator.authenticate({ token: bytes, cookie: '', ip: '' })),
    );
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
    expect(errors.filter(({ name }) => name !== 'AppError')).toEqual([]);
    const identities = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(identities.filter(({ mid, key, room }) => mid < 0 || key === '' || typeof room !== 'string')).toEqual([]);
    expect([errors.length, identities.length].every((count) => count > 0)).toBe(true);
  });
});

describe('node entries', () => {
  it('give an entry with an id or an Error', () => {
    search(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const { error, value } = attempt(() => decodeNodeInfo(Buffer.from(text)));
        expect(['none', 'Error', 'SyntaxError']).toContain(error);
        expect(value === undefined || typeof value.id === 'string').toBe(true);
      }),
    );
  });
});

function withoutBigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? 0 : value;
}
