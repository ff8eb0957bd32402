import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestCertificate } from '#test-support';
import { parseKeyPair, readFiles } from './key-pair.js';

describe('a certificate and its key', () => {
  let certificate: TestCertificate;
  let other: TestCertificate;

  beforeAll(async () => {
    [certificate, other] = await Promise.all([TestCertificate.make(), TestCertificate.make()]);
  });

  afterAll(() => Promise.all([certificate.remove(), other.remove()]));

  function parse(change: (pair: { cert: string; key: string }) => object = () => ({})): () => unknown {
    const pair = readFiles(certificate);
    return () => parseKeyPair({ ...pair, ...change(pair) }, certificate);
  }

  it('are taken with the time until which they are good', () => {
    const left = (parse()() as { expiresAt: number }).expiresAt - Date.now();
    expect(left / 86_400_000).toBeCloseTo(30, 1);
  });

  it('are refused by name where what stands behind the first certificate cannot be read', () => {
    const rubbish = '-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n';
    expect(parse(({ cert }) => ({ cert: cert + rubbish }))).toThrow(
      `tls.cert: part 2 of ${certificate.cert} is no certificate`,
    );
  });

  it('are refused where the key is the one of another certificate', () => {
    const { key } = readFiles(other);
    expect(parse(() => ({ key }))).toThrow(
      `tls.key: ${certificate.key} is not the key of the certificate in ${certificate.cert}`,
    );
  });

  it('are refused by name where they are each in the place of the other', () => {
    expect(parse(({ cert, key }) => ({ cert: key, key: cert }))).toThrow(
      `tls.cert: ${certificate.cert} holds no certificate in PEM`,
    );
  });

  it('are refused by name where there is none of them', () => {
    expect(parse(() => ({ cert: 'x' }))).toThrow(`tls.cert: ${certificate.cert} holds no certificate in PEM`);
    expect(parse(() => ({ key: 'x' }))).toThrow(`tls.key: ${certificate.key} holds no private key in PEM`);
  });
});
