import { describe, expect, it } from '@jest/globals';
import { isIP } from 'node:net';
import fc from 'fast-check';
import { parseOperations } from '../../apps/comet/src/client/requests/subscriptions.js';
import { GoimTokenAuthenticator } from '../../apps/logic/src/auth/goim-token.authenticator.js';
import { decodeNodeInfo, decodeToken, encodeToken } from '#contracts';
import { MAX_HEADER_BYTES, readProxyHeader } from '#http';
import { attempt, search, searchAsync } from '#test-support/fuzz';

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

describe('the header of the PROXY protocol', () => {
  it('is read as one of four things, within its bounds, whatever the bytes', () => {
    const begin = fc.constantFrom('50524f585920', '0d0a0d0a000d0a515549540a', '0d0a0d0a000d0a515549540a2111000c', '');
    const almost = fc.tuple(begin, fc.uint8Array({ maxLength: 300 })).map(([hex, rest]) => {
      return Buffer.concat([Buffer.from(hex, 'hex'), rest]);
    });
    search(
      fc.property(almost, (bytes) => {
        const { error, value } = attempt(() => readProxyHeader(bytes));
        expect(error).toBe('none');
        const { length = 0, client = { address: '::' } } = value?.kind === 'header' ? value : {};
        expect(length).toBeLessThanOrEqual(Math.min(bytes.length, MAX_HEADER_BYTES));
        expect(isIP(client.address)).not.toBe(0);
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
    const outcomes = new Set<string>();
    await searchAsync(
      fc.asyncProperty(token, async (bytes) => {
        const answer = authenticator.authenticate({ token: bytes, cookie: '', ip: '', origin: '' });
        const [{ status, value, reason }] = (await Promise.allSettled([answer])) as [
          { status: string; value?: Awaited<typeof answer>; reason?: Error },
        ];
        outcomes.add(status);
        expect(reason?.name ?? 'AppError').toBe('AppError');
        expect(value === undefined || (value.mid >= 0 && value.key !== '' && typeof value.room === 'string')).toBe(
          true,
        );
      }),
    );
    // Otherwise it would have tried one kind of token only.
    expect(outcomes).toEqual(new Set(['fulfilled', 'rejected']));
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
