import { expect, it } from '@jest/globals';
import { HistorySection } from './history-section.js';

const problems = (given: object): string[] =>
  HistorySection.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

// Nothing was encrypted, and nobody said so.
it('refuses what is for TLS where there is none', () => {
  const refused = ['tls: is needed with history.tlsCa, history.tlsCert and history.tlsVerify'];
  expect(problems({ tlsCa: 'ca.pem' })).toEqual(refused);
  expect(problems({ tlsCert: 'cert.pem', tlsKey: 'key.pem' })).toEqual(refused);
  expect(problems({ tlsVerify: false })).toEqual(refused);
  expect(problems({ tls: true, tlsCa: 'ca.pem', tlsCert: 'cert.pem', tlsKey: 'key.pem', tlsVerify: false })).toEqual(
    [],
  );
  expect(problems({})).toEqual([]);
});
