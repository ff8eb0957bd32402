import { opensBeyondLoopback, variableName, type AppName, type GuardedListener } from '#config';
import type { Scope } from './api-key.js';
import { takesTokens, type CallerJwt } from './caller-keys.js';
import { readKeyEntries } from './key-entries.js';

/** An address whose callers show keys, unless they come from networks that need none. */
export interface KeyedAddress {
  /** Of the configuration: `http.host`. */
  readonly key: string;
  readonly host: string;
  /** The setting of the networks that need no key, `api.open`, and its value. */
  readonly openKey: string;
  readonly open: readonly string[];
  readonly api: { readonly keysFile: string; readonly jwt: CallerJwt };
  /** What a first key is to be good for. */
  readonly scope: Scope;
}

/** Its file of keys is read where it matters alone. */
export function keyedListener(
  app: AppName,
  { key, host, openKey, open, api: { keysFile, jwt }, scope }: KeyedAddress,
): GuardedListener {
  return {
    key,
    host,
    get isGuarded() {
      return opensBeyondLoopback(open) || takesTokens(jwt) || (readKeyEntries(keysFile) ?? []).length > 0;
    },
    remedy:
      `make a key by npm run key -- create --name NAME --scope ${scope}, since ${keysFile} (api.keysFile) has none, take tokens of an issuer by api.jwt, ` +
      `or name the networks that need none in ${openKey} (${variableName(app, openKey)}=10.0.0.0/8)`,
  };
}
