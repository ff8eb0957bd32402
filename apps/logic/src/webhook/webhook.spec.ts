import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuthSection } from '../config/auth-section.js';
import { Webhook } from './webhook.js';

const SETTING = 'auth.webhook.url';

let server: Server;
let answer: (response: ServerResponse) => void;
let now: number;
let warn: jest.SpiedFunction<Logger['warn']>;

beforeEach(async () => {
  now = 0;
  server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

function webhook(keys: object = {}): Webhook {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/who`;
  const { webhook: current } = AuthSection.parse({ mode: 'webhook', webhook: { url, timeout: '30s', ...keys } });
  return new Webhook({ current }, SETTING, () => now);
}

function ask(of: Webhook): Promise<unknown> {
  return of.ask({ token: 'of-a-client' }, ({ status, body }) => (status === 200 ? body : undefined));
}

describe('a webhook without an answer', () => {
  it.each([
    [
      'answers with an error',
      (response: ServerResponse) => void response.writeHead(500).end(),
      "an answer with 500 that can't be used",
    ],
    ['ends the connection', (response: ServerResponse) => void response.destroy(), 'other side closed'],
    [
      'sends somewhere else',
      (response: ServerResponse) => void response.writeHead(307, { location: '/' }).end(),
      'unexpected redirect',
    ],
    ['says too much', (response: ServerResponse) => void response.end('x'.repeat(70_000)), 'the answer is too long'],
  ])('since it %s is a line of the log that says why, one a minute', async (_, given, why) => {
    answer = given;
    const asked = webhook({ secret: 's3cret' });
    for (let n = 0; n < 3; n++) await expect(ask(asked)).rejects.toMatchObject({ code: 'unavailable' });
    expect(warn.mock.calls).toEqual([
      [expect.any(String), { setting: SETTING, why: expect.stringContaining(why), failures: 1 }],
    ]);
    now = 60_000;
    await expect(ask(asked)).rejects.toMatchObject({ code: 'unavailable' });
    expect(warn.mock.calls[1]).toEqual([
      expect.any(String),
      { setting: SETTING, why: expect.stringContaining(why), failures: 3 },
    ]);
    expect(JSON.stringify(warn.mock.calls)).not.toMatch(/s3cret|of-a-client/);
  });

  it('since nobody listens at any address of its name is one that says so', async () => {
    const { port } = server.address() as AddressInfo;
    const asked = webhook({ url: `http://localhost:${port}/who` });
    server.close();
    await once(server, 'close');
    await expect(ask(asked)).rejects.toMatchObject({ code: 'unavailable' });
    expect(warn.mock.calls).toEqual([
      [expect.any(String), expect.objectContaining({ why: expect.stringContaining('ECONNREFUSED') })],
    ]);
  });

  it('since as many questions as may be are in flight is one as well', async () => {
    const came = new Promise<void>((resolve) => (answer = () => resolve()));
    const asked = webhook({ maxInFlight: 1 });
    const first = ask(asked).catch((error: unknown) => error);
    await came;
    await expect(ask(asked)).rejects.toMatchObject({ code: 'unavailable' });
    expect(warn.mock.calls).toEqual([
      [expect.any(String), expect.objectContaining({ why: expect.stringMatching(/^1 questions wait/) })],
    ]);
    server.closeAllConnections();
    await first;
  });
});

it('is not asked with a secret that no header can have, which the error does not repeat', () => {
  const refused = AuthSection.safeParse({ webhook: { url: 'http://127.0.0.1/', secret: 'of two\nlines' } });
  expect(refused.error?.issues).toMatchObject([
    { path: ['webhook', 'secret'], message: 'expected printable ASCII characters' },
  ]);
  expect(AuthSection.safeParse({ webhook: { url: 'http://127.0.0.1/', secret: 'of one line\n' } }).success).toBe(true);
});
