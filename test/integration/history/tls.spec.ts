import { chmod, chown, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HistorySection } from '#config';
import { eventually, TestCertificate } from '#test-support';
import { PostgresServer } from '../../databases/postgres-server.mjs';
import { History } from './history.js';

const WITHIN_MS = 30_000;
const TEST_TIMEOUT_MS = 120_000;

let server: PostgresServer;
let certificate: TestCertificate;
let stranger: TestCertificate;

beforeAll(async () => {
  certificate = await TestCertificate.make();
  stranger = await TestCertificate.make();
  server = await PostgresServer.start();
  const [cert, key] = [join(server.folder, 'cert.pem'), join(server.folder, 'key.pem')];
  await copyFile(certificate.cert, cert);
  await copyFile(certificate.key, key);
  await chmod(key, 0o600);
  // PostgreSQL takes a key of its own user alone, who has the folder.
  if (process.getuid?.() === 0) for (const file of [cert, key]) await chown(file, 65_534, 65_534);
  const history = await History.open(server.url);
  await history.database.query(`ALTER SYSTEM SET ssl_cert_file = '${cert}'`);
  await history.database.query(`ALTER SYSTEM SET ssl_key_file = '${key}'`);
  await history.database.query('ALTER SYSTEM SET ssl = on');
  await history.close();
  await server.kill();
  await server.restart();
}, TEST_TIMEOUT_MS);

afterAll(async () => {
  await server.stop();
  await certificate.remove();
  await stranger.remove();
}, TEST_TIMEOUT_MS);

async function create(parameters: string, settings: object): Promise<History> {
  const url = `${server.url}?application_name=me&${parameters}`;
  return History.create(url, HistorySection.parse({ url, connectTimeout: '30s', ...settings }));
}

// sslmode=require took the place of all of history.tls*: the authorities of tlsCa were none, and the certificate was refused.
it.each<[string, () => [parameters: string, settings: object]]>([
  ['no parameter', () => ['', { tls: true, tlsCa: certificate.cert }]],
  ['sslmode=require', () => ['sslmode=require', { tls: true, tlsCa: certificate.cert }]],
  ['sslmode=require, unverified', () => ['sslmode=require', { tls: true, tlsVerify: false }]],
  ['sslrootcert', () => [`sslmode=verify-full&sslrootcert=${certificate.cert}`, { tls: true }]],
  ['sslnegotiation', () => ['sslnegotiation=postgres&ssl=true', { tls: true, tlsCa: certificate.cert }]],
  ['sslrootcert alone, without history.tls', () => [`sslrootcert=${certificate.cert}`, {}]],
])('an address that agrees with history.tls* leads to a connection that is encrypted: %s', async (_, given) => {
  const history = await create(...given());
  try {
    await history.database.opened();
    expect(
      await history.database.query(
        "SELECT ssl, current_setting('application_name') AS name FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
      ),
    ).toEqual([{ ssl: true, name: 'me' }]);
  } finally {
    await history.close();
  }
});

// Those of an address that names none were taken, whatever history.tlsCa said; without libpq's meaning of "require" all the same.
it.each(['sslmode=require', 'uselibpqcompat=true&sslmode=require', 'sslmode=prefer'])(
  'a certificate of somebody else than history.tlsCa names is refused, with %s as well',
  async (parameters) => {
    const history = await create(parameters, { tls: true, tlsCa: stranger.cert });
    try {
      await eventually('it is refused', WITHIN_MS, () => {
        expect(history.database.whyUnavailable).toMatch(/self.signed certificate/);
      });
    } finally {
      await history.close();
    }
  },
);
