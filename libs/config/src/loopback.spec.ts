import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { assertGuarded, isLoopback, openListener, opensBeyondLoopback } from './loopback.js';

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.255.0.9', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', 'LocalHost'])(
    'is true of %s',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    '::ffff:10.0.0.1',
    '',
    'localhost.example.com',
    '127.0.0.1.nip.io',
    '127.1',
  ])('is false of %j', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('assertGuarded', () => {
  const listeners = [
    { key: 'tcp.host', host: '127.0.0.1', isGuarded: false, remedy: 'do this' },
    { key: 'http.host', host: '0.0.0.0', isGuarded: true, remedy: 'do this' },
    { key: 'ops.host', host: '0.0.0.0', isGuarded: false, remedy: 'do that' },
  ];

  it('refuses an address that others reach where nothing guards it, and says how to', () => {
    expect(() => assertGuarded(listeners)).toThrow(
      new ConfigError(['ops.host: will not listen on "0.0.0.0", which other machines reach: do that']),
    );
  });

  it('lets loopback pass, and what is guarded', () => {
    expect(() => assertGuarded(listeners.slice(0, 2))).not.toThrow();
  });

  it('knows the networks of a listener', () => {
    const listener = openListener('job', 'ops', { host: '0.0.0.0', open: ['127.0.0.0/8'] });
    expect(listener).toEqual({
      key: 'ops.host',
      host: '0.0.0.0',
      isGuarded: false,
      remedy: 'name the networks that may call in ops.open (JOB__OPS__OPEN=10.0.0.0/8)',
    });
  });
});

it.each([
  [[], false],
  [['127.0.0.0/8', '::1'], false],
  [['127.3.0.0/16', '127.0.0.1'], false],
  [['127.0.0.0/8', '10.0.0.0/8'], true],
  [['0.0.0.0/0'], true],
  [['::/0'], true],
  [['126.0.0.0/7'], true],
])('whether %j are of other machines: %j', (networks, expected) => {
  expect(opensBeyondLoopback(networks)).toBe(expected);
});
