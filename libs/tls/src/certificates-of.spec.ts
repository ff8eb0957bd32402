import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { TestCertificate } from '#test-support';
import { certificatesOf } from './certificates-of.js';

describe('the certificates of a file', () => {
  let made: TestCertificate;
  let one: string;
  let key: string;

  beforeAll(async () => {
    made = await TestCertificate.make();
    [one, key] = await Promise.all([made.text(), readFile(made.key, 'utf8')]);
  });

  afterAll(() => made.remove());

  const pemOf = (text: string): string => certificatesOf('tls.clientCa', 'ca.pem', text).pem;

  it('are all taken, with nothing of what stands between them', () => {
    expect(pemOf(one)).toBe(one);
    expect(pemOf(`- Ours\n${one}\n--- Theirs ---\n${key}${one}# the end`)).toBe(one + one);
  });

  it('are taken without a line end behind each, as some editors leave files that are joined then', () => {
    expect(pemOf(one.trimEnd() + one.trimEnd())).toBe(one + one);
  });

  it('are taken with line ends of Windows, and under the names that OpenSSL had before', () => {
    const windows = one.replaceAll('\n', '\r\n');
    expect(pemOf(windows).trimEnd()).toBe(windows.trimEnd());
    const older = one.replaceAll('CERTIFICATE', 'X509 CERTIFICATE');
    expect(pemOf(older)).toBe(older);
  });

  // OpenSSL passes over each of these without a word, so that the clients of the second authority would be refused.
  it.each<[why: string, damage: (text: string) => string]>([
    ['has no END line', (text) => text.slice(0, 400)],
    ['has no END line', (text) => text.trimEnd().slice(0, -3)],
    ['has no END line', (text) => text.replace('CERTIFICATE', 'CERTIFICAT')],
    ['has no whole BEGIN line', (text) => text.replace('BEGIN', 'EGIN')],
    ['has no whole BEGIN line', (text) => text.slice(0, 3)],
    ['is no certificate that can be read', (text) => text.replace(/\n[^\n]{4}/, '\n!!!!')],
    ['is no certificate that can be read', (text) => text.replace(/\n[^\n]{4}/, '\nMMMM')],
    ['is no certificate that can be read', (text) => text.replace(/^/gm, '  ')],
    ['is no certificate that can be read', (text) => text.replace(/\n[^]*\n-/, '\n-')],
  ])('are refused where the second one %s', (why, damage) => {
    for (const behind of ['', one]) {
      expect(() => pemOf(one + damage(one) + behind)).toThrow(`tls.clientCa: part 2 of ca.pem ${why}`);
    }
  });

  it('are refused by the number of the part, whatever its kind', () => {
    expect(() => pemOf(key + one + one.slice(0, 400))).toThrow('part 3 of ca.pem has no END line');
    expect(() => pemOf(one.replace('BEGIN', 'EGIN'))).toThrow('part 1 of ca.pem has no whole BEGIN line');
  });

  it('are missed where there is none', () => {
    for (const text of ['', 'x', key]) expect(() => pemOf(text)).toThrow('ca.pem holds no certificate in PEM');
  });
});
