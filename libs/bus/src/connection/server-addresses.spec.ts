import { describe, expect, it } from '@jest/globals';
import { readServerAddresses } from './server-addresses.js';

describe('the addresses of NATS', () => {
  it.each([
    ['nats://127.0.0.1:4222', 'nats://127.0.0.1:4222', undefined],
    ['nats.example', 'nats://nats.example:4222', undefined],
    ['nats://[::1]:4223', 'nats://[::1]:4223', undefined],
    ['nats://goim:secret@a', 'nats://a:4222', { user: 'goim', password: 'secret' }],
    ['goim:4242@a:4223', 'nats://a:4223', { user: 'goim', password: '4242' }],
    ['nats://go%40im:p%2Fw%3A%25@a', 'nats://a:4222', { user: 'go@im', password: 'p/w:%' }],
    ['nats://t0ken@a', 'nats://a:4222', { token: 't0ken' }],
  ])('%s is %s', (address, server, credentials) => {
    expect(readServerAddresses([address])).toEqual({ servers: [server], needsTls: false, credentials });
  });

  it('of one cluster share credentials, which one of them may leave out', () => {
    expect(readServerAddresses(['tls://goim:secret@a', 'tls://b', 'tls://goim:secret@c:1'])).toEqual({
      servers: ['tls://a:4222', 'tls://b:4222', 'tls://c:1'],
      needsTls: true,
      credentials: { user: 'goim', password: 'secret' },
    });
  });

  it.each([[['nats://goim:secret@a', 'nats://goim:Secret2@b']], [['nats://goim:secret%zz@a']], [['secret@a b']]])(
    '%j are refused, and not repeated',
    (addresses) => {
      const refused = expect.objectContaining({
        code: 'invalid-argument',
        message: expect.not.stringMatching(/secret/i),
      });
      expect(() => readServerAddresses(addresses)).toThrow(refused);
    },
  );
});
