import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiKey } from '#callers';
import { AppError } from '#contracts';
import { Metrics } from '#observability';
import { FakeIdempotencyStore } from '../../test/fake-push.js';
import { Idempotency } from './idempotency.js';
import { idempotentRequest, type IdempotentRequest } from './idempotent-request.js';

const URL = '/v1/push/room';

function request(key: string | undefined, body: unknown, url = URL): IdempotentRequest | undefined {
  return idempotentRequest({ headers: key === undefined ? {} : { 'idempotency-key': key }, url, body });
}

describe('idempotentRequest', () => {
  it('is nothing without a key', () => {
    expect(request(undefined, {})).toBeUndefined();
  });

  it('is refused where the body is nested too deeply to be written again', () => {
    // Node.js 26 writes whatever it can read; older ones say this of an array 10,000 deep.
    const toJSON = (): never => {
      throw new RangeError('Maximum call stack size exceeded');
    };
    expect(() => request('k', { toJSON })).toThrow('nested too deeply');
  });

  it('is of the key, the URL and the body', () => {
    const one = request('k', { a: 1 })!;
    expect(request('k', { a: 1 })).toEqual(one);
    expect(request('l', { a: 1 })!.id).not.toBe(one.id);
    expect(request('k', { a: 1 }, '/v1/push/all')!.id).not.toBe(one.id);
    expect(request('k', { a: 2 })).toEqual({ ...one, fingerprint: expect.not.stringMatching(one.fingerprint) });
  });

  it.each<[string, Partial<ApiKey>, Partial<ApiKey>, boolean]>([
    ['two tokens of one subject', { id: 'jwt:a', subject: 'billing' }, { id: 'jwt:b', subject: 'billing' }, true],
    ['two subjects without a jti', { id: 'jwt:', subject: 'billing' }, { id: 'jwt:', subject: 'shop' }, false],
    ['two tokens without a subject', { id: 'jwt:a', subject: '' }, { id: 'jwt:b', subject: '' }, false],
    ['two API keys', { id: 'a' }, { id: 'b' }, false],
    ['one API key', { id: 'a' }, { id: 'a' }, true],
  ])('by %s is of the caller, from whichever address', (_, one, other, isSame) => {
    const [first, second] = [one, other].map((key, n) => {
      const caller = { address: `10.0.0.${n}`, key: { name: '', scopes: new Set<never>(), push: {}, id: '', ...key } };
      return idempotentRequest({ headers: { 'idempotency-key': 'k' }, url: URL, body: {}, caller })!.id;
    });
    expect(first === second).toBe(isSame);
  });

  it('of callers without a key is the same from whichever address', () => {
    const [first, second] = ['10.0.0.1', '10.0.0.2'].map(
      (address) =>
        idempotentRequest({ headers: { 'idempotency-key': 'k' }, url: URL, body: {}, caller: { address } })!.id,
    );
    expect(first).toBe(second);
  });

  it.each([Buffer.from('bytes'), undefined, null])('takes the body %p', (body) => {
    expect(request('k', body)!.fingerprint).not.toBe(request('k', 'other')!.fingerprint);
  });

  it.each(['', 'x'.repeat(256), 'ü', 'a\tb'])('refuses the key %j by name', (key) => {
    expect(() => request(key, {})).toThrow('idempotency-key: expected 1 to 255 printable ASCII characters');
  });

  it('takes keys up to 255 characters', () => {
    expect(request('x'.repeat(255), {})).toBeDefined();
  });
});

describe('Idempotency', () => {
  let store: FakeIdempotencyStore;
  let metrics: Metrics;
  let idempotency: Idempotency;
  let worked: (string | undefined)[];

  const work = async ({ idempotencyKey }: { idempotencyKey?: string }) => {
    worked.push(idempotencyKey);
    return { sessions: worked.length };
  };
  const fail = () => Promise.reject(new AppError('unavailable', 'away'));

  beforeEach(() => {
    store = new FakeIdempotencyStore();
    metrics = new Metrics({ processMetrics: false });
    idempotency = new Idempotency(store, metrics);
    worked = [];
  });

  async function outcomes(outcome: string): Promise<number> {
    const line = `goim_idempotent_requests_total{outcome="${outcome}"} `;
    const found = (await metrics.expose()).split('\n').find((text) => text.startsWith(line));
    return found ? Number(found.slice(line.length)) : 0;
  }

  it('works every request without a key', async () => {
    for (let n = 0; n < 2; n++) await idempotency.once(undefined, work);
    expect([worked, store.records.size]).toEqual([[undefined, undefined], 0]);
  });

  it('works a request once, and answers its repetitions as the first', async () => {
    for (let n = 0; n < 3; n++) expect(await idempotency.once(request('k', {}), work)).toEqual({ sessions: 1 });
    expect(worked).toHaveLength(1);
    expect([await outcomes('first'), await outcomes('repeated')]).toEqual([1, 2]);
  });

  it('refuses a key that came with another body, also where that came to no end', async () => {
    await idempotency.once(request('k', 1), work);
    await expect(idempotency.once(request('k', 2), work)).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    await expect(idempotency.once(request('l', 1), fail)).rejects.toThrow('away');
    await expect(idempotency.once(request('l', 2), work)).rejects.toThrow(
      'the idempotency key l came with another body',
    );
    expect([worked.length, await outcomes('refused')]).toEqual([1, 2]);
  });

  it('works a request that failed again, under the same key', async () => {
    await idempotency.once(request('k', 1), work);
    await expect(idempotency.once(request('l', 1), async (options) => (await work(options), fail()))).rejects.toThrow();
    expect(await idempotency.once(request('l', 1), work)).toEqual({ sessions: 3 });
    expect(worked[1]).toBe(worked[2]);
    expect(worked[0]).not.toBe(worked[1]);
    expect(await outcomes('resumed')).toBe(1);
  });

  it('gives each body a key of its own: what a lapsed record guarded is not taken for a repetition', async () => {
    await idempotency.once(request('k', 1), work);
    store.records.clear();
    await idempotency.once(request('k', 2), work);
    expect(new Set(worked).size).toBe(2);
  });

  it('works nothing where the store is away', async () => {
    store.failure = new AppError('unavailable', 'no store');
    await expect(idempotency.once(request('k', 1), work)).rejects.toThrow('no store');
    expect(worked).toEqual([]);
  });

  it('answers what is done even where that cannot be noted', async () => {
    const answer = await idempotency.once(request('k', 1), async (options) => {
      store.failure = new AppError('unavailable', 'no store');
      return work(options);
    });
    expect([answer, await outcomes('unsettled')]).toEqual([{ sessions: 1 }, 1]);
  });

  it('keeps no long answer: the request is worked again under its key, and another body is refused', async () => {
    const offline = ['x'.repeat(4_080)];
    const answers = async (options: { idempotencyKey?: string }) => ({ ...(await work(options)), offline });
    for (const sessions of [1, 2]) {
      expect(await idempotency.once(request('k', 1), answers)).toEqual({ sessions, offline });
    }
    expect(worked[1]).toBe(worked[0]);
    expect([...store.records.values()]).toEqual([{ fingerprint: request('k', 1)!.fingerprint }]);
    await expect(idempotency.once(request('k', 2), answers)).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect([await outcomes('first'), await outcomes('resumed'), await outcomes('repeated')]).toEqual([1, 1, 0]);
  });

  it.each([
    ['up to 4 KiB', 4_096, 1],
    ['longer', 4_097, 2],
    ['longer, in bytes', '\u00fc'.repeat(2_048), 2],
  ])('works a request whose answer is %s once, or again', async (_, length, times) => {
    const answer = typeof length === 'string' ? length : 'x'.repeat(length - '""'.length);
    for (let n = 0; n < 2; n++) await idempotency.once(request('k', 1), async (once) => (await work(once), answer));
    expect(worked).toHaveLength(times);
  });

  it('works everybody under the same key at each repetition where there is no room to note a request', async () => {
    await idempotency.once(request('known', 1), work);
    store.isFull = true;
    for (const sessions of [2, 3]) expect(await idempotency.once(request('k', 1), work)).toEqual({ sessions });
    expect(worked[2]).toBe(worked[1]);
    expect(await idempotency.once(request('known', 1), work)).toEqual({ sessions: 1 });
    expect([store.records.size, await outcomes('unnoted')]).toEqual([1, 2]);
  });
});
