import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { credentials } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestCertificate } from '#test-support';
import { ServerCertificate } from '#tls';
import { GrpcFixture, Health, TIMEOUT_MS } from '../test/grpc-fixture.js';

describe('a gRPC server', () => {
  let on: GrpcFixture;

  beforeEach(() => {
    on = new GrpcFixture();
  });

  afterEach(() => on.close());

  describe('by TLS', () => {
    let certificate: TestCertificate;
    let stranger: TestCertificate;

    beforeAll(async () => {
      [certificate, stranger] = await Promise.all([TestCertificate.make(), TestCertificate.make()]);
    });

    afterAll(() => Promise.all([certificate.remove(), stranger.remove()]));

    /** Whether a call of a client comes through that trusts `ca` and shows the certificate of `own`. */
    async function isServed(address: string, ca: TestCertificate, own?: TestCertificate): Promise<boolean> {
      const read = (file?: string): Buffer | null => (file === undefined ? null : readFileSync(file));
      const channel = credentials.createSsl(read(ca.cert), read(own?.key), read(own?.cert));
      // Node.js 26 takes no address as the name that the client asks for.
      const options = { 'grpc.ssl_target_name_override': 'localhost' };
      const health = new Health(address.replace('grpcs://', ''), channel, options);
      const call = health['Check']!.bind(health) as (
        request: object,
        options: object,
        done: (error: unknown) => void,
      ) => void;
      const error = await new Promise((resolve) => call({}, { deadline: Date.now() + TIMEOUT_MS }, resolve));
      health.close();
      return !error;
    }

    it('answers clients with a certificate of its authority alone, by a certificate that is replaced while it runs', async () => {
      const { cert, key } = certificate;
      const opened = ServerCertificate.open({ cert, key, clientCa: cert, minVersion: 'TLSv1.2' }, 'grpc.tls')!;
      on.closings.push(async () => opened.close());
      const address = await on.serve(undefined, opened);
      expect(address).toMatch(/^grpcs:/);
      expect(await isServed(address, certificate, certificate)).toBe(true);
      expect(await isServed(address, certificate)).toBe(false);
      expect(await isServed(address, certificate, stranger)).toBe(false);
      await certificate.take(await TestCertificate.make());
      expect(await isServed(address, certificate, certificate)).toBe(false);
      opened.reload();
      expect(await isServed(address, certificate, certificate)).toBe(true);
    });

    it('waits for no handshake for longer than 10 s: it takes a place', async () => {
      const { cert, key } = certificate;
      const opened = ServerCertificate.open({ cert, key, minVersion: 'TLSv1.2' }, 'grpc.tls')!;
      on.closings.push(async () => opened.close());
      const address = await on.serve(undefined, opened);
      const silent = connect(Number(address.split(':').at(-1)), '127.0.0.1').resume();
      on.closings.push(async () => void silent.destroy());
      // Without the bound the hang guard of the test ends it.
      await once(
        silent.on('error', () => undefined),
        'close',
      );
      expect(silent.destroyed).toBe(true);
    });

    it('does not wait for one when it closes', async () => {
      const { cert, key } = certificate;
      const opened = ServerCertificate.open({ cert, key, minVersion: 'TLSv1.2' }, 'grpc.tls')!;
      const address = await on.serve(undefined, opened);
      const silent = connect(Number(address.split(':').at(-1)), '127.0.0.1').on('error', () => undefined);
      await once(silent, 'connect');
      // Behind it: by then the server has it.
      expect(await isServed(address, certificate)).toBe(true);
      const began = performance.now();
      await on.closings.pop()!();
      silent.destroy();
      opened.close();
      // Calls have 2 s, and a handshake 10.
      expect(performance.now() - began).toBeLessThan(8_000);
    });

    it('names the setting whose file cannot be used', () => {
      const { cert, key } = certificate;
      const opening = (clientCa: string): unknown =>
        ServerCertificate.open({ cert, key, clientCa, minVersion: 'TLSv1.2' }, 'grpc.tls');
      expect(() => opening(key)).toThrow(`grpc.tls.clientCa: ${key} holds no certificate in PEM`);
      expect(() => opening('/none.pem')).toThrow('grpc.tls.clientCa: /none.pem cannot be read: no such file');
    });
  });
});
