import { describe, expect, it } from '@jest/globals';
import { hostname } from 'node:os';
import type { HttpException } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { browserFault, refuseStrangeBrowsers, type BrowserRules } from './browsers.js';

const HERE = '127.0.0.1:3111';
const NONE = { section: 'http', allowedHosts: [], allowedOrigins: [] } as const;
const DASHBOARD = { ...NONE, allowedHosts: ['api.example'], allowedOrigins: ['https://dash.example'] };

describe('browserFault', () => {
  it.each([
    HERE,
    'localhost:3111',
    'LOCALHOST',
    'logic:3111',
    'a.localhost:1',
    '[::1]:3111',
    '10.0.0.1',
    `${hostname()}:3111`,
  ])('finds none in a program that asks for %s', (host) =>
    expect(browserFault({ method: 'POST', headers: { host } }, NONE)).toBeUndefined(),
  );

  it.each(['evil.example', 'evil.example:3111', '127.0.0.1.evil.example', 'localhost.evil.example', ''])(
    'finds the name %j, which may have been made to resolve to here',
    (host) => expect(browserFault({ method: 'GET', headers: { host } }, NONE)).toMatchObject({ status: 421 }),
  );

  it('knows the names and origins that are allowed', () => {
    const headers = { host: 'API.example:443', origin: 'https://dash.example', 'sec-fetch-site': 'cross-site' };
    expect(browserFault({ method: 'POST', headers }, DASHBOARD)).toBeUndefined();
    expect(
      browserFault({ method: 'POST', headers }, { ...NONE, allowedHosts: ['*'], allowedOrigins: ['*'] }),
    ).toBeUndefined();
  });

  it.each([{ origin: `http://${HERE}` }, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }])(
    'finds none in its own pages: %j',
    (headers) =>
      expect(browserFault({ method: 'POST', headers: { host: HERE, ...headers } }, DASHBOARD)).toBeUndefined(),
  );

  it.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:8080' },
    { origin: 'https://dash.example.evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('finds pages of others: %j', (headers) => {
    expect(browserFault({ method: 'POST', headers: { host: HERE, ...headers } }, DASHBOARD)).toMatchObject({
      status: 403,
    });
  });

  it.each([
    [HERE, 'http://127.0.0.1:8080'],
    [HERE, 'http://localhost:3111'],
    ['comet.internal.example:3102', 'https://comet.internal.example'],
  ])('takes, where cookies are all that could be had by it, pages of other ports: %s from %s', (host, origin) => {
    const rules = { ...NONE, allowedHosts: ['*'] };
    const request = { method: 'GET', headers: { host, origin } };
    expect(browserFault(request, { ...rules, takesOtherPorts: true })).toBeUndefined();
    expect(browserFault(request, rules)).toMatchObject({ status: 403, reason: 'origin' });
  });

  it.each(['http://evil.example:3111', 'null', 'file://', 'http://10.0.0.1:3111'])(
    'takes no pages of other hosts by that: %s',
    (origin) => {
      const request = { method: 'GET', headers: { host: HERE, origin } };
      expect(browserFault(request, { ...NONE, takesOtherPorts: true })).toMatchObject({ status: 403 });
    },
  );

  it('lets a link of another site be followed', () => {
    const headers = { host: HERE, 'sec-fetch-site': 'cross-site' };
    expect(browserFault({ method: 'GET', headers }, NONE)).toBeUndefined();
  });

  it.each(['cross-site', 'same-site'])('lets none be followed where a GET does something: %s', (site) => {
    const request = { method: 'GET', headers: { host: HERE, 'sec-fetch-site': site } };
    expect(browserFault(request, { ...NONE, readsAct: true })).toMatchObject({ status: 403, reason: 'origin' });
    expect(browserFault(request, { ...NONE, allowedOrigins: ['*'], readsAct: true })).toBeUndefined();
  });

  it.each(['same-origin', 'none'])('takes such a GET of its own pages, or of a user: %s', (site) => {
    const request = { method: 'GET', headers: { host: HERE, 'sec-fetch-site': site } };
    expect(browserFault(request, { ...NONE, readsAct: true })).toBeUndefined();
  });
});

describe('refuseStrangeBrowsers', () => {
  it('looks at each request, also after one like it was answered', () => {
    const rules: { current: BrowserRules } = { current: NONE };
    const refusals: string[] = [];
    let hook: ((request: object, reply: undefined, done: (error?: HttpException) => void) => void) | undefined;
    const server = { addHook: (_: string, added: typeof hook) => (hook = added) } as unknown as FastifyInstance;
    refuseStrangeBrowsers(server, rules, (reason) => refusals.push(reason));
    const status = (headers: Record<string, string>): number => {
      let answered = 0;
      hook?.({ raw: { method: 'POST', headers } }, undefined, (error) => (answered = error?.getStatus() ?? 200));
      return answered;
    };
    const program = { host: 'goim.example.com' };
    expect(status(program)).toBe(421);
    rules.current = { ...NONE, allowedHosts: ['goim.example.com'] };
    expect(status(program)).toBe(200);
    expect(status(program)).toBe(200);
    expect(status({ ...program, origin: 'https://evil.example.org' })).toBe(403);
    expect(status({ ...program, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(status({ host: 'evil.example.org' })).toBe(421);
    expect(status(program)).toBe(200);
    rules.current = NONE;
    expect(status(program)).toBe(421);
    expect(refusals).toEqual(['host', 'origin', 'origin', 'host', 'host']);
  });
});
