import { describe, expect, it } from '@jest/globals';
import { allowedOrigins, host, httpAddress, port } from './address.js';

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

describe('an address by HTTP', () => {
  it.each(['http://127.0.0.1:3111/who', 'https://auth.example/keys?of=goim', 'http://[::1]:80'])('takes %s', (text) => {
    expect(httpAddress().parse(text)).toBe(text);
  });

  it.each(['http://[', 'https://auth.example:99999/who', 'http://a b', 'https://', 'ftp://a', 'http://me@a'])(
    'refuses %j, which nothing can be asked at, or with a name in it',
    (text) => {
      expect(httpAddress().safeParse(text).success).toBe(false);
    },
  );
});

describe('an allowed origin', () => {
  it.each([
    '*',
    'https://app.example',
    'http://localhost:8080',
    'http://[::1]:3000',
    'https://xn--bcher-kva.example',
    'capacitor://localhost',
    'tauri://localhost',
  ])('may be %s', (text) => {
    expect(allowedOrigins().parse([text])).toEqual([text]);
  });

  it.each([
    'https://App.example',
    'https://app.example:443',
    'http://app.example:80',
    'https://*.example.com',
    'capacitor://*',
    'https://bücher.example',
    'https://app.example/',
    'https://me@app.example',
    'https://app.example:99999',
    'http://[',
    'app.example',
    'null',
    '',
  ])('can not be %j, which no browser says of a page', (text) => {
    expect(allowedOrigins().safeParse([text]).success).toBe(false);
  });
});
