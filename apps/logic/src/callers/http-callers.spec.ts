import { beforeEach, describe, expect, it } from '@jest/globals';
import { newToken, PushAllowance, SCOPES, type ApiKey, type PushLimits } from '#callers';
import type { Caller, Callers } from '#callers/nest';
import { LiveConfig } from '#config';
import type { RoomKey } from '#contracts';
import { Metrics } from '#observability';
import type { FastifyRequest } from 'fastify';
import { FakeApiKeys, FakeAuditLog, newCallers } from '../../test/fake-callers.js';
import { LogicConfig } from '../config/logic.config.js';
import { HttpCallers } from './http-callers.js';

const FAR = '10.0.0.7';
const { token: TOKEN } = newToken();

let keys: FakeApiKeys;
let audit: FakeAuditLog;
let metrics: Metrics;
let callers: Callers;
let http: HttpCallers;

beforeEach(() => {
  keys = new FakeApiKeys();
  audit = new FakeAuditLog();
  metrics = new Metrics({ processMetrics: false });
  callers = newCallers({ keys, audit, metrics });
  const open = ['127.0.0.0/8', '::1', '10.1.0.0/16'];
  http = new HttpCallers(callers, LiveConfig.still(LogicConfig, { api: { open } }));
});

function key(more: Partial<ApiKey> = {}): ApiKey {
  return { id: '0123456789ab', name: 'billing', scopes: new Set(SCOPES), push: {}, ...more };
}

/** @param peer who is connected, where it is not the client itself */
function request(ip: string, headers: Record<string, string> = {}, peer = ip): FastifyRequest {
  return {
    ip,
    ips: peer === ip ? [ip] : [peer, ip],
    headers,
    raw: { socket: { remoteAddress: peer } },
    routeOptions: { url: '/v1/x' },
  } as unknown as FastifyRequest;
}

function identify(ip: string, headers?: Record<string, string>, peer?: string): unknown {
  const found = http.identify(request(ip, headers, peer), 'push');
  if (found instanceof Promise) throw new Error('a key is looked at at once');
  return 'reason' in found ? found.reason : found;
}

const withKey = { authorization: `Bearer ${TOKEN}` };

async function refusals(): Promise<object> {
  const { values } = await metrics.registry.getSingleMetric('goim_api_refused_total')!.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels['reason'], value]));
}

describe('who calls', () => {
  it('is whoever comes from a network that needs no key', () => {
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::1', '10.1.2.3'])
      expect(identify(address)).toEqual({ address });
    expect(identify(FAR)).toBe('missing');
    expect(identify('127.0.0.1')).toEqual({ address: '127.0.0.1' });
  });

  it.each(['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'])(
    'is nobody known behind a proxy that is not trusted: %s',
    (name) => {
      expect(identify('127.0.0.1', { [name]: 'x' })).toBe('missing');
      expect(identify('10.1.2.3', { [name]: 'x' }, '10.9.9.9')).toEqual({ address: '10.1.2.3', peer: '10.9.9.9' });
    },
  );

  it.each(['127.0.0.1', '::ffff:127.0.0.1', '::1'])(
    'is not on this machine because another one says so: %s',
    (said) => {
      expect(identify(said, { 'x-forwarded-for': said }, '10.9.9.9')).toBe('missing');
      expect(audit.entries[0]).toMatchObject({ caller: { address: said, peer: '10.9.9.9' } });
    },
  );

  it('shows a key, from wherever it comes', () => {
    const valid = key();
    keys.keys.set(TOKEN, valid);
    expect(identify(FAR, withKey)).toEqual({ address: FAR, key: valid });
    expect(identify(FAR, { authorization: `bearer  ${TOKEN}` })).toEqual({ address: FAR, key: valid });
    expect(identify('127.0.0.1', withKey)).toEqual({ address: '127.0.0.1', key: valid });
  });

  it('is refused with a key that is wrong, has expired, or is for something else, also where none is needed', async () => {
    for (const address of [FAR, '127.0.0.1']) {
      expect(identify(address, withKey)).toBe('unknown');
      keys.keys.set(TOKEN, key({ expires: Date.now() - 1 }));
      expect(identify(address, withKey)).toBe('expired');
      keys.keys.set(TOKEN, key({ scopes: new Set(['read']) }));
      expect(identify(address, withKey)).toBe('scope');
      keys.keys.clear();
    }
    expect(await refusals()).toEqual({ unknown: 2, expired: 2, scope: 2 });
  });

  it('shows a key that is good for anything at all, where that is what is needed', () => {
    keys.keys.set(TOKEN, key({ scopes: new Set(['read']) }));
    expect(http.identify(request(FAR, withKey), 'any')).toMatchObject({ key: { name: 'billing' } });
    expect(http.identify(request(FAR), 'any')).toEqual({
      reason: 'missing',
      message: 'a key is needed, as Authorization: Bearer (npm run key -- create)',
    });
    keys.keys.set(TOKEN, key({ expires: Date.now() - 1 }));
    expect(http.identify(request(FAR, withKey), 'any')).toMatchObject({ reason: 'expired' });
  });

  it('may show to a guard of an extension what it wants, where no key is needed', () => {
    for (const authorization of ['Bearer eyJ.eyJ.x', 'Basic YTpi']) {
      expect(identify('127.0.0.1', { authorization })).toEqual({ address: '127.0.0.1' });
    }
    expect(identify(FAR, { authorization: 'Bearer eyJ.eyJ.x' })).toBe('unknown');
    expect(identify(FAR, { authorization: 'Basic YTpi' })).toBe('missing');
  });

  it('is in the audit log when it is refused, without the key, in a bounded number of lines', async () => {
    keys.keys.set(TOKEN, key({ scopes: new Set(['read']) }));
    for (let n = 0; n < 100; n++) identify(FAR, withKey);
    expect(audit.entries.length).toBeLessThan(100);
    expect(audit.entries[0]).toMatchObject({
      action: 'call-refused',
      caller: { address: FAR, key: { id: '0123456789ab', name: 'billing' } },
      outcome: 'scope',
      details: { route: '/v1/x' },
    });
    expect(JSON.stringify(audit.entries)).not.toContain(TOKEN);
    expect(await refusals()).toEqual({ scope: 100 });
  });
});

describe('who reads what fails', () => {
  it('is whoever needs no key, or shows one with the scope read; strangers are not refused callers', async () => {
    expect(await http.mayRead(request('127.0.0.1'))).toBe(true);
    expect(await http.mayRead(request('127.0.0.1', { 'x-forwarded-for': '1.2.3.4' }))).toBe(false);
    expect(await http.mayRead(request(FAR))).toBe(false);
    expect(await refusals()).toEqual({});
    keys.keys.set(TOKEN, key({ scopes: new Set(['read']) }));
    expect(await http.mayRead(request(FAR, withKey))).toBe(true);
    keys.keys.set(TOKEN, key({ scopes: new Set(['push']) }));
    expect(await http.mayRead(request(FAR, withKey))).toBe(false);
    expect(await http.mayRead(Object.assign(request(FAR), { caller: { address: FAR } }))).toBe(true);
    expect(await refusals()).toEqual({ scope: 1 });
  });
});

describe('what a key may push', () => {
  const caller = (push: PushLimits): Caller => ({ address: FAR, key: key({ push }) });
  const to = (operation: number, room?: string) => [{ operation, room: room as RoomKey | undefined }];

  it('is everything unless it is limited', () => {
    for (const anybody of [caller({}), { address: FAR }]) {
      expect(() => callers.assertMayPush(anybody, [...to(7), ...to(7, 'live://1')])).not.toThrow();
    }
  });

  it.each<[PushLimits, number, string | undefined]>([
    [{ operations: new Set([1000]) }, 1001, 'live://1'],
    [{ roomTypes: new Set(['live']) }, 1000, 'chat://1'],
    [{ roomTypes: new Set(['live']) }, 1000, 'livelier://1'],
    [{ roomTypes: new Set(['live']) }, 1000, 'live'],
    [{ roomTypes: new Set(['live']) }, 1000, undefined],
  ])('is not what is none of %o', async (limits, operation, room) => {
    const fits = to(1000, 'live://a://b');
    callers.assertMayPush(caller(limits), fits);
    const forbidden = [...fits, ...to(operation, room)];
    expect(() => callers.assertMayPush(caller(limits), forbidden)).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    expect(await refusals()).toEqual({ limits: 1 });
  });

  it('is so many a second, and the caller is told when to come back', async () => {
    const limited = caller({ allowance: new PushAllowance(1, performance.now()) });
    callers.assertMayPush(
      limited,
      Array.from({ length: 60 }, () => ({ operation: 1 })),
    );
    expect(() => callers.assertMayPush(limited, to(1))).toThrow(expect.objectContaining({ retryAfter: 60 }));
    expect(await refusals()).toEqual({ rate: 1 });
  });
});

describe('PushAllowance', () => {
  it('lets those of a second through at once, and then so many a second', () => {
    const allowance = new PushAllowance(10, 0);
    expect(Array.from({ length: 11 }, () => allowance.take(1, 0))).toEqual([...Array<number>(10).fill(0), 0.1]);
    expect(allowance.take(1, 100)).toBe(0);
    expect(allowance.take(1, 150)).toBeCloseTo(0.05);
    expect(Array.from({ length: 11 }, () => allowance.take(1, 60_000)).filter((wait) => wait === 0)).toHaveLength(10);
  });

  it('lets a batch through whole, and has what follows wait for it', () => {
    const allowance = new PushAllowance(10, 0);
    expect(allowance.take(100, 0)).toBe(0);
    expect(allowance.take(1, 0)).toBeCloseTo(9.1);
    expect(allowance.take(1, 9_100)).toBe(0);
  });

  it('lets one through where it is less than one a second', () => {
    const allowance = new PushAllowance(0.1, 0);
    expect([allowance.take(1, 0), allowance.take(1, 0), allowance.take(1, 10_000)]).toEqual([0, 10, 0]);
  });
});
