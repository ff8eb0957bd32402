import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RoomKey, SessionKey } from '#contracts';
import { RoomsSection } from '../../config/rooms-section.js';
import { WebhookAuthorizer } from './webhook.authorizer.js';

const ROOM = 'chat://1' as RoomKey;
const CLIENT = { mid: 7, key: 'k' as SessionKey, rooms: [ROOM], mayJoin: [], ip: '10.0.0.1', platform: 'web' };

let server: Server;
let asked: unknown[];
let answer: (response: ServerResponse) => void;
let authorizer: WebhookAuthorizer;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    void json(request).then((body) => {
      asked.push([request.headers.authorization, body]);
      answer(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/may`;
  const { webhook } = RoomsSection.parse({ join: 'webhook', webhook: { url, secret: 's3cret', timeout: '30s' } });
  authorizer = new WebhookAuthorizer({ current: webhook });
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const saying = (status: number, body: object) => (response: ServerResponse) =>
  void response.writeHead(status).end(JSON.stringify(body));

describe('WebhookAuthorizer', () => {
  it('asks the service who may join, and takes its word for as long as it says', async () => {
    answer = saying(200, { allow: true, ttl: 60 });
    expect(await authorizer.canJoin(CLIENT, ROOM)).toEqual({ allowed: true, keepFor: 60_000 });
    answer = saying(200, { allow: false, message: 'not yours' });
    expect(await authorizer.canSubscribe(CLIENT, ROOM)).toEqual({ allowed: false, keepFor: 0, reason: 'not yours' });
    const { mayJoin: _, ...client } = CLIENT;
    expect(asked).toEqual([
      ['Bearer s3cret', { room: ROOM, as: 'primary', ...client }],
      ['Bearer s3cret', { room: ROOM, as: 'extra', ...client }],
    ]);
  });

  it.each([
    ['an error', saying(500, { allow: true })],
    ['no decision', saying(200, {})],
    ['a decision that is none', saying(200, { allow: 'yes' })],
    ['for too long', saying(200, { allow: true, ttl: 1e9 })],
    ['an end', (response: ServerResponse) => void response.destroy()],
  ])('lets nobody in by an answer that is %s', async (_, given) => {
    answer = given;
    await expect(authorizer.canJoin(CLIENT, ROOM)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
