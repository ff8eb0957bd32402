import { describe, expect, it } from '@jest/globals';
import { host, port } from './address.js';

describe('host', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::1', '::', 'localhost', 'comet-1.example.com', 'nats_server', 'a.'])(
    'takes %s',
    (text) => {
      expect(host().parse(text)).toBe(text);
    },
  );

  // An empty host above all: Node would listen on every address.
  it.each(['', ' ', '[::1]', 'a b', '-a', 'a..b', 'http://a', '127.0.0.1:80', 'a\n', '*', 'x'.repeat(64)])(
    'refuses %j',
    (text) => {
      expect(host().safeParse(text).success).toBe(false);
    },
  );
});

describe('port', () => {
  it('goes from 0 to 65535', () => {
    expect([-1, 0, 65_535, 65_536, 1.5].map((given) => port().safeParse(given).success)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});
