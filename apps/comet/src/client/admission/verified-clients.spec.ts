import { expect, it } from '@jest/globals';
import type { Bus } from '#bus';
import { AppError, ClientAccessReply } from '#contracts';
import { CometConfig } from '../../config/comet.config.js';
import { assertClientsVerified } from './verified-clients.js';

/** @param answers of logics, one after another; undefined where none is there. The last goes on. */
function busOf(...answers: (boolean | undefined)[]): Bus {
  return {
    request: async () => {
      const localOnly = answers.length > 1 ? answers.shift() : answers[0];
      if (localOnly === undefined) throw new AppError('unavailable', 'nobody is there');
      return { header: () => '', data: ClientAccessReply.encode({ localOnly }).finish() };
    },
  } as unknown as Bus;
}

function config(given: object): CometConfig {
  return CometConfig.parse({ bus: { connectWithin: '200ms' }, ...given });
}

const open = { tcp: { host: '0.0.0.0' }, http: { host: '10.0.0.1' }, wss: { host: '0.0.0.0' } };

it("asks nobody where other machines do not reach the clients' ports", async () => {
  await expect(assertClientsVerified(busOf(true), config({ wss: { host: '0.0.0.0' } }))).resolves.toBeUndefined();
});

it('names the ports that other machines reach, where tokens are taken at their word', async () => {
  await expect(assertClientsVerified(busOf(true), config(open))).rejects.toThrow(
    /^tcp\.host, http\.host: will not be open/,
  );
  const tls = { cert: 'c', key: 'k' };
  await expect(assertClientsVerified(busOf(true), config({ ...open, tls }))).rejects.toThrow(
    /^tcp\.host, http\.host, wss\.host: /,
  );
});

it('goes on where logic verifies them, also one that comes late, and where none comes', async () => {
  await expect(assertClientsVerified(busOf(undefined, undefined, false), config(open))).resolves.toBeUndefined();
  await expect(assertClientsVerified(busOf(undefined, true), config(open))).rejects.toThrow('tcp.host');
  await expect(assertClientsVerified(busOf(undefined), config(open))).resolves.toBeUndefined();
});
