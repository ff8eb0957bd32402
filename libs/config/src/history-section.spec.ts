import { describe, expect, it } from '@jest/globals';
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

// They won over history.tls*, and nobody said so: what was to be encrypted was not, or by no certificate that was checked.
describe('an address that says of TLS', () => {
  const ADDRESS = 'postgres://me:secret@db.example/goim?application_name=x&';
  const TLS = { tls: true, tlsCa: 'ca.pem' };

  it.each([
    ['sslmode=disable', TLS, 'tls: contradicts sslmode=disable in history.url: leave one of the two out'],
    ['ssl=0', TLS, 'tls: contradicts ssl=0 in history.url: leave one of the two out'],
    [
      'sslmode=require&sslmode=disable',
      TLS,
      'tls: contradicts sslmode=disable in history.url: leave one of the two out',
    ],
    ['sslmode=no-verify', TLS, 'tlsVerify: contradicts sslmode=no-verify in history.url: leave one of the two out'],
    [
      'sslmode=verify-full',
      { tls: true, tlsVerify: false },
      'tlsVerify: contradicts sslmode=verify-full in history.url: leave one of the two out',
    ],
    ['sslrootcert=b.pem', TLS, 'tlsCa: is another file than sslrootcert in history.url: leave one of the two out'],
  ])('%s, with %j, is refused', (parameters, settings, refused) => {
    expect(problems({ url: ADDRESS + parameters, ...settings })).toEqual([refused]);
  });

  it.each([
    ['sslmode=require', TLS],
    ['sslmode=verify-full&sslrootcert=ca.pem', TLS],
    ['sslmode=no-verify', { tls: true, tlsVerify: false }],
    ['sslmode=require', { tls: true, tlsVerify: false }],
    ['sslmode=disable', {}],
  ])('%s, with %j, agrees', (parameters, settings) => {
    expect(problems({ url: ADDRESS + parameters, ...settings })).toEqual([]);
  });
});

// The host was "ss/w@host": half a password, which logs name.
it.each([
  'postgres://u:p@ss/w@host/db',
  'postgres://u:12/34@host/db',
  'postgres://u:12?34@host/db',
  'postgres://u:p@ss?w@host/db',
  'postgres://u:12#34@host/db',
  'socket://u:p@ss/w@/run/postgres?db=goim',
])('refuses the address %s, in which a part of the password stands behind the host', (url) => {
  expect(problems({ url })).toHaveLength(1);
});

it.each([
  'postgres://u:p%40ss%2Fw@host:5432/db',
  'postgres://u:p@ss@host/db',
  'postgres://host/db?user=me@server&password=p@ss',
  'postgres://u@host/db?options=-c search_path=goim',
  'postgres:///db?host=/run/postgres',
  'socket:/run/postgres?db=goim',
])('takes the address %s', (url) => {
  expect(problems({ url })).toEqual([]);
});
