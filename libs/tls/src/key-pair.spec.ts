import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestCertificate } from '#test-support';
import { parseKeyPair, readFiles } from './key-pair.js';

describe('a certificate and its key', () => {
  let certificate: TestCertificate;

  beforeAll(async () => {
    certificate = await TestCertificate.make();
  });

  afterAll(() => certificate.remove());

  function parse(change: (pair: { cert: string; key: string }) => object = () => ({})): () => unknown {
    const pair = readFiles(certificate);
    return () => parseKeyPair({ ...pair, ...change(pair) }, certificate);
  }

  it('are taken with the time until which they are good', () => {
    const left = (parse()() as { expiresAt: number }).expiresAt - Date.now();
    expect(left / 86_400_000).toBeCloseTo(30, 1);
  });

  it('are refused by name where OpenSSL refuses what stands behind the first certificate', () => {
    const rubbish = '-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n';
    expect(parse(({ cert }) => ({ cert: cert + rubbish }))).toThrow(`tls.cert: ${certificate.cert} can not be used`);
  });

  it('are refused by name where there is none of them', () => {
    expect(parse(() => ({ cert: 'x' }))).toThrow(`tls.cert: ${certificate.cert} holds no certificate in PEM`);
    expect(parse(() => ({ key: 'x' }))).toThrow(`tls.key: ${certificate.key} holds no private key in PEM`);
  });
});
