import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { createLocalJWKSet } from 'jose';
import { ConfigError, readNamedFile, SHORTEST_SECRET, type JwtRules } from '#config';
import type { Metrics } from '#observability';
import { algorithmOf, KEYS_THAT_SERVE, OF_KEY_SETS, readKeySet } from './key-set.js';
import { KeyFile, type KeySource, type TokenKeys } from './key-source.js';
import { remoteKeys } from './remote-keys.js';

/**
 * @param setting that names the keys: `auth.jwt`
 * @throws ConfigError where the file can't be read, or has no key that can be used; it shows nothing of the file
 */
export function openTokenKeys(rules: JwtRules, setting: string, metrics: Metrics): KeySource {
  const { secret, secretFile, keyFile, jwksUrl, keepKeys } = rules;
  const taken = (keys: TokenKeys): TokenKeys => ofAlgorithms(keys, rules, setting);
  const file = (name: string, path: string, read: (text: string, setting: string) => TokenKeys): KeySource => {
    const key = `${setting}.${name}`;
    return new KeyFile(key, path, () => taken(read(readNamedFile(key, path), key)), metrics);
  };
  if (secret !== undefined) return fixed(taken(bySecret(secret, `${setting}.secret`)));
  if (secretFile !== undefined) return file('secretFile', secretFile, (text, key) => bySecret(text.trimEnd(), key));
  if (keyFile !== undefined) return file('keyFile', keyFile, byFile);
  if (jwksUrl !== undefined) {
    const options = { setting: `${setting}.jwksUrl`, keepFor: keepKeys, metrics };
    return fixed(taken({ algorithms: OF_KEY_SETS, keyFor: remoteKeys(jwksUrl, options) }));
  }
  throw new ConfigError([`${setting}: no key is configured`]);
}

function fixed(current: TokenKeys): KeySource {
  return { current, close: () => undefined };
}

function ofAlgorithms(keys: TokenKeys, rules: JwtRules, setting: string): TokenKeys {
  const algorithms = keys.algorithms.filter((name) => rules.algorithms?.includes(name as never) ?? true);
  if (algorithms.length > 0) return { ...keys, algorithms };
  const those = keys.algorithms.join(', ');
  throw new ConfigError([`${setting}.algorithms: the key is for ${those}, and none of these is taken`]);
}

function bySecret(secret: string, setting: string): TokenKeys {
  const bytes = Buffer.from(secret);
  if (bytes.length < SHORTEST_SECRET) {
    throw new ConfigError([`${setting}: expected at least ${SHORTEST_SECRET} bytes`]);
  }
  return { algorithms: ['HS256'], secret: createSecretKey(bytes) };
}

function byFile(text: string, setting: string): TokenKeys {
  if (text.trimStart().startsWith('{')) return byKeySet(text, setting);
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch (cause) {
    throw new ConfigError([`${setting}: has neither a public key in PEM nor a JSON Web Key Set`], { cause });
  }
  const algorithm = algorithmOf(key);
  if (!algorithm) {
    throw new ConfigError([`${setting}: expected a key ${KEYS_THAT_SERVE}`]);
  }
  return byKey(key, algorithm);
}

/** Whoever writes the file can mend it, so one weak key has all of it refused. */
function byKeySet(text: string, setting: string): TokenKeys {
  const { keys, problems } = readKeySet(text, setting);
  if (problems.length > 0) throw new ConfigError(problems);
  return { algorithms: OF_KEY_SETS, keyFor: createLocalJWKSet({ keys }) };
}

function byKey(key: KeyObject, algorithm: string): TokenKeys {
  return { algorithms: [algorithm], keyFor: () => key };
}
