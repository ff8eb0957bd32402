import { describe, expect, it } from '@jest/globals';
import {
  contentOf,
  curlOf,
  faultsOf,
  NEW_DRAFT,
  requestTextOf,
  wordsOf,
  type PushDraft,
  type Target,
} from './push-draft.js';

const ROOM: Target = { way: 'room', room: 'live://1000' };

function draft(part: Partial<PushDraft>): PushDraft {
  return { ...NEW_DRAFT, body: 'hello', wantsReceipt: false, ...part };
}

describe('what somebody wants to push', () => {
  it.each<[Partial<PushDraft>, object]>([
    [{}, { operation: 1000, message: 'hello' }],
    [
      { form: 'json', body: '{"a":1}' },
      { operation: 1000, data: '{"a":1}' },
    ],
    [
      { form: 'hex', body: '68 69' },
      { operation: 1000, message: 'hi' },
    ],
    [
      { form: 'hex', body: 'ff00' },
      { operation: 1000, message: '/wA=', encoding: 'base64' },
    ],
    [
      { form: 'file', file: Uint8Array.of(0xff) },
      { operation: 1000, message: '/w==', encoding: 'base64' },
    ],
    [{ wantsReceipt: true }, { operation: 1000, message: 'hello', receipt: true }],
    [
      { persists: false, ttl: '60' },
      { operation: 1000, message: 'hello', persist: false, ttl: 60 },
    ],
  ])('is sent as the API takes it: %j', (part, expected) => expect(contentOf(draft(part))).toEqual(expected));

  it.each<[Target, Partial<PushDraft>, string]>([
    [ROOM, { operation: 'x' }, 'operation'],
    [ROOM, { operation: '0' }, 'operation'],
    [ROOM, { ttl: '0' }, 'ttl'],
    [ROOM, { form: 'json', body: '{' }, 'body'],
    [ROOM, { form: 'hex', body: '6' }, 'body'],
    [ROOM, { form: 'file' }, 'body'],
    [{ way: 'room', room: ' ' }, {}, 'target'],
    [{ way: 'keys', keys: [] }, {}, 'target'],
    [{ way: 'mids', mids: ['1', 'a'] }, {}, 'target'],
  ])('is wrong in one field: %j %j', (target, part, field) => {
    expect(Object.keys(faultsOf(target, draft(part)))).toEqual([field]);
  });

  it('may be operation 0 where sessions are named', () => {
    expect(faultsOf({ way: 'keys', keys: ['k'] }, draft({ operation: '0' }))).toEqual({});
  });

  it('names recipients with blanks or commas between them', () => {
    expect(wordsOf(' a, b\nc,,d ')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('goes out with each digit of the JSON that is written', () => {
    const content = contentOf(draft({ form: 'json', body: ' {"id":12345678901234567890} ' }));
    expect(requestTextOf(ROOM, content)).toBe(
      '{"room":"live://1000","operation":1000,"data":{"id":12345678901234567890}}',
    );
  });

  it('is a command line without the key of whoever is signed in, that a shell reads as it is meant', () => {
    const content = contentOf(draft({ body: "it's" }));
    const line = curlOf(ROOM, content, { origin: 'http://here', needsKey: true, idempotencyKey: 'once' });
    expect(line).toBe(
      [
        'curl http://here/v1/push/room',
        "-H 'Content-Type: application/json'",
        '-H "Authorization: Bearer $GOIM_KEY"',
        "-H 'Idempotency-Key: once'",
        `-d '{"room":"live://1000","operation":1000,"message":"it'\\''s"}'`,
      ].join(' \\\n  '),
    );
  });
});
