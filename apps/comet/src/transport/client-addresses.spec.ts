import { expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { ClientAddresses } from './client-addresses.js';

function addressOf(
  remoteAddress: string | undefined,
  headers: Record<string, string>,
  trusted: readonly string[] = [],
) {
  const request = { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
  return new ClientAddresses(trusted).of(request);
}

it.each(['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'])(
  'is unknown where a proxy on this machine speaks that is not trusted: %s',
  (name) => {
    expect(addressOf('127.0.0.1', { [name]: '203.0.113.7' })).toBe('unknown');
    expect(addressOf('10.0.0.1', { [name]: '203.0.113.7' })).toBe('10.0.0.1');
  },
);

it('is unknown where a proxy on another machine says that it is this one', () =>
  expect(addressOf('10.0.0.1', { 'x-forwarded-for': '127.0.0.1' }, ['10.0.0.1'])).toBe('unknown'));

it("is what trusted proxies say, else the peer's", () => {
  expect(addressOf('127.0.0.1', { 'x-forwarded-for': '203.0.113.7' }, ['127.0.0.1'])).toBe('203.0.113.7');
  expect(addressOf('127.0.0.1', {})).toBe('127.0.0.1');
});

it("is nobody's where the socket is gone", () =>
  expect(addressOf(undefined, { 'x-forwarded-for': '203.0.113.7' })).toBeUndefined());
