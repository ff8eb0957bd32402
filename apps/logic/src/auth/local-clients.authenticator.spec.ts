import { expect, it } from '@jest/globals';
import { GoimTokenAuthenticator } from './goim-token.authenticator.js';
import { LocalClientsAuthenticator } from './local-clients.authenticator.js';

const local = new LocalClientsAuthenticator(new GoimTokenAuthenticator());
const credentials = { token: Buffer.from('{"mid":7}'), cookie: '', origin: '' };

it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', ''])(
  'takes the token of a client on its machine at its word: %j',
  async (ip) => {
    expect(await local.authenticate({ ...credentials, ip })).toMatchObject({ mid: 7 });
  },
);

it.each(['10.0.0.1', '::ffff:10.0.0.1', '2001:db8::1'])('lets no other machine in: %s', async (ip) => {
  const refusal = { code: 'unauthenticated', message: expect.stringContaining('auth.mode') };
  await expect(local.authenticate({ ...credentials, ip })).rejects.toMatchObject(refusal);
});
