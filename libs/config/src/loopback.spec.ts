import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { assertLoopbackOrAllowed, isLoopback } from './loopback.js';

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

describe('assertLoopbackOrAllowed', () => {
  const listeners = [
    { key: 'tcp.host', host: '127.0.0.1' },
    { key: 'webSocket.host', host: '0.0.0.0' },
  ];

  it('refuses an address that others reach, and names the key and both remedies', () => {
    expect(() => assertLoopbackOrAllowed('comet', listeners, { allowAnonymous: false })).toThrow(
      new ConfigError([
        'webSocket.host: will not listen on "0.0.0.0", which is not a loopback address, while no credentials are configured: ' +
          'set webSocket.host to "127.0.0.1" (COMET__WEB_SOCKET__HOST=127.0.0.1), or allow it by security.allowAnonymous = true ' +
          '(COMET__SECURITY__ALLOW_ANONYMOUS=true)',
      ]),
    );
  });

  it('lets loopback pass, and everything once it is allowed', () => {
    expect(() => assertLoopbackOrAllowed('comet', [listeners[0]!], { allowAnonymous: false })).not.toThrow();
    expect(() => assertLoopbackOrAllowed('comet', listeners, { allowAnonymous: true })).not.toThrow();
  });
});
