import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { eventually } from '#test-support';
import { AuthSection } from '../../config/auth-section.js';
import { WebhookAuthenticator } from './webhook.authenticator.js';

interface Question {
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

let server: Server;
let asked: Question[];
let answer: (response: ServerResponse) => void;
let now: number;

beforeEach(async () => {
  [asked, now] = [[], 0];
  server = createServer((request, response) => {
    void json(request).then((body) => {
      asked.push({ headers: request.headers, body });
      answer(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function authenticator(webhook: object = {}): WebhookAuthenticator {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/who`;
  const { webhook: current } = AuthSection.parse({ mode: 'webhook', webhook: { url, timeout: '30s', ...webhook } });
  return new WebhookAuthenticator({ current }, () => now);
}

function enter(by: WebhookAuthenticator, token = 't') {
  return by.authenticate({ token: Buffer.from(token), cookie: 'a=b', ip: '10.0.0.1', origin: 'https://app.example' });
}

const saying = (status: number, body: object) => (response: ServerResponse) =>
  void response.writeHead(status).end(JSON.stringify(body));

describe('WebhookAuthenticator', () => {
  it('asks the service, and takes its word', async () => {
    answer = saying(200, { mid: 7, key: 'k', room_id: 'live://1', accepts: [1000], expires: 2_000_000_000 });
    const identity = { mid: 7, key: 'k', room: 'live://1', accepts: [1000], expires: 2_000_000_000_000 };
    expect(await enter(authenticator({ secret: 's3cret' }))).toMatchObject(identity);
    expect(asked).toMatchObject([
      {
        headers: { authorization: 'Bearer s3cret' },
        body: { token: 't', cookie: 'a=b', ip: '10.0.0.1', origin: 'https://app.example' },
      },
    ]);
  });

  it('refuses the same credentials for a while without a question', async () => {
    answer = saying(401, { message: 'who?' });
    const by = authenticator({ cacheRefusals: '5s' });
    for (let n = 0; n < 3; n++)
      await expect(enter(by)).rejects.toMatchObject({ code: 'unauthenticated', message: 'who?' });
    expect(asked).toHaveLength(1);
    answer = saying(403, {});
    await expect(enter(by, 'other')).rejects.toMatchObject({ code: 'forbidden', message: 'refused' });
    now = 5_000;
    answer = saying(200, { mid: 7 });
    expect(await enter(by)).toMatchObject({ mid: 7 });
  });

  it.each([
    ['an error', saying(500, {})],
    ['no JSON', (response: ServerResponse) => void response.end('yes')],
    ['a redirection', (response: ServerResponse) => void response.writeHead(307, { location: '/' }).end()],
    ['too long', saying(200, { mid: 7, more: 'x'.repeat(70_000) })],
    ['an end that no date is', saying(200, { mid: 7, expires: 1e13 })],
    ['an id of a token that can be none', saying(200, { mid: 7, token_id: 'x'.repeat(257) })],
    ['an end', (response: ServerResponse) => void response.destroy()],
  ])('lets nobody in by an answer that is %s, and asks again', async (_, given) => {
    answer = given;
    const by = authenticator();
    await expect(enter(by)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(enter(by)).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toHaveLength(2);
  });

  it('bounds the questions in flight, and how long one takes', async () => {
    answer = () => undefined;
    const by = authenticator({ maxInFlight: 1 });
    const first = enter(by).catch((error: unknown) => error);
    await eventually('a question', 30_000, () => asked.length === 1);
    await expect(enter(by, 'other')).rejects.toMatchObject({ code: 'unavailable' });
    server.closeAllConnections();
    await first;
    await expect(enter(authenticator({ timeout: '50ms' }))).rejects.toMatchObject({ code: 'unavailable' });
  });
});
