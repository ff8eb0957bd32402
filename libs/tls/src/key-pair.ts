import { createPrivateKey, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { ConfigError, readNamedFile } from '#config';
import { certificatesOf } from './certificates-of.js';

/** A certificate and its private key, as they were read. */
export interface KeyPair {
  /** The chain, in PEM. */
  readonly cert: string;
  readonly key: string;
  /** Milliseconds since 1970, of the certificate itself. */
  readonly expiresAt: number;
  /** Whether the certificate is one of the host, by its name or a wildcard. */
  isOf(host: string): boolean;
}

export interface KeyPairFiles {
  readonly cert: string;
  readonly key: string;
  /** Of the configuration, which names the files; `tls` by default. */
  readonly section?: string;
}

/**
 * Takes lists of files apart, as goim writes them: `a.pem,b.pem`.
 *
 * @throws ConfigError where there is not one key for each certificate
 */
export function pairFiles({ cert, key, section = 'tls' }: KeyPairFiles): KeyPairFiles[] {
  const [certs, keys] = [namesIn(cert), namesIn(key)];
  if (certs.length !== keys.length) {
    throw new ConfigError([
      `${section}.key: names ${keys.length} files, and ${section}.cert ${certs.length}: each needs its own`,
    ]);
  }
  return certs.map((file, index) => ({ cert: file, key: keys[index]!, section }));
}

/** Reads the two files. @throws ConfigError where one can't be read */
export function readFiles(files: KeyPairFiles): { cert: string; key: string } {
  const { section = 'tls' } = files;
  return { cert: readNamedFile(`${section}.cert`, files.cert), key: readNamedFile(`${section}.key`, files.key) };
}

/** @throws ConfigError that names the file where there is no certificate or key in it, one is damaged, or they don't belong together */
export function parseKeyPair({ cert, key }: { cert: string; key: string }, files: KeyPairFiles): KeyPair {
  const { section = 'tls' } = files;
  const { pem: chain, first: certificate } = certificatesOf(`${section}.cert`, files.cert, cert);
  const privateKey: KeyObject = attempt(
    `${section}.key`,
    files.key,
    'holds no private key in PEM without a passphrase',
    () => createPrivateKey(key),
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new ConfigError([`${section}.key: ${files.key} is not the key of the certificate in ${files.cert}`]);
  }
  // What else OpenSSL has against them, such as a key that is too short.
  attempt(`${section}.cert`, files.cert, 'cannot be used', () => createSecureContext({ cert: chain, key }));
  const isOf = (host: string): boolean => certificate.checkHost(host) !== undefined;
  return { cert: chain, key, expiresAt: Date.parse(certificate.validTo), isOf };
}

function namesIn(list: string): string[] {
  return list.split(',').map((name) => name.trim());
}

function attempt<T>(name: string, file: string, problem: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    const why = cause instanceof Error ? ` (${cause.message})` : '';
    throw new ConfigError([`${name}: ${file} ${problem}${why}`], { cause });
  }
}
