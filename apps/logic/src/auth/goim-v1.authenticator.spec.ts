import { expect, it } from '@jest/globals';
import { GoimV1Authenticator } from './goim-v1.authenticator.js';

const enter = (token: string) =>
  new GoimV1Authenticator().authenticate({ token: Buffer.from(token), cookie: '', ip: '10.0.0.1', origin: '' });

it.each([
  ['123,456', 123],
  ['663291537152950273,0', 663291537152950273n],
  ['-1,5', 0],
])('takes %s', async (token, mid) => {
  expect(await enter(token)).toMatchObject({ mid, room: '', accepts: [] });
});

it.each(['', '123', '123,', ',1', '{"mid":1}', '1,2,3', '9223372036854775808,1', 'a,b'])(
  'refuses %p',
  async (token) => {
    await expect(enter(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  },
);
