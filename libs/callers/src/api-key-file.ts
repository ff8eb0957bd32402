import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { ConfigError, FileWatch, type LiveConfig } from '#config';
import type { LabelledCounts, Metrics } from '#observability';
import { isSecretOf, parseToken, pushLimits, type ApiKey, ApiKeys } from './api-key.js';
import { readKeyEntries, type KeyEntry } from './key-entries.js';
import { PushAllowance } from './push-allowance.js';

interface KeptKey {
  readonly key: ApiKey;
  readonly sha256: Buffer;
}

/** @throws ConfigError that says what is wrong with the file of the keys */
export function openApiKeys(
  live: LiveConfig<{ readonly api: { readonly keysFile: string } }>,
  metrics: Metrics,
): ApiKeyFile {
  const keys = new ApiKeyFile(live.current.api.keysFile, metrics);
  live.onReload('api.keysFile', () => keys.reload());
  return keys;
}

/** Keys from a file that `npm run key` writes, which is read again when it changes. */
export class ApiKeyFile extends ApiKeys implements OnModuleDestroy {
  private readonly logger = new Logger(ApiKeyFile.name);
  private readonly outcomes: LabelledCounts<'outcome'>;
  private readonly watch: FileWatch;
  private keys: ReadonlyMap<string, KeptKey>;
  /**
   * By the whole token, those that were right: each caller shows the same one with every call. There are no more than keys. What
   * is asked for is hashed by the map, with a seed of the process, before it is compared, so that no time tells how much was right.
   */
  private readonly shown = new Map<string, ApiKey>();

  /** @throws ConfigError that says what is wrong with the file; it may be missing */
  constructor(
    private readonly path: string,
    metrics: Metrics,
  ) {
    super();
    this.outcomes = metrics.counter(
      'goim_api_key_reloads_total',
      'Times that the API keys were read again: loaded, refused (the old ones stay).',
      ['outcome'],
      [{ outcome: 'refused' }],
    );
    metrics.observedGauge('goim_api_keys', 'API keys that are known, expired ones too.', () => this.keys.size);
    // Before the reading, so that what changes meanwhile is seen.
    this.watch = new FileWatch(path, () => this.reload());
    try {
      this.keys = keptKeys(readKeyEntries(path) ?? []);
    } catch (error) {
      this.watch.close();
      throw error;
    }
  }

  find(token: string): ApiKey | undefined {
    const known = this.shown.get(token);
    if (known) return known;
    const parsed = parseToken(token);
    const kept = parsed && this.keys.get(parsed.id);
    if (!kept || !isSecretOf(kept.sha256, parsed.secret)) return undefined;
    this.shown.set(token, kept.key);
    return kept.key;
  }

  /** Reads the file again. Where it can't be used, or has gone, the keys stay as they were. */
  reload(): void {
    this.watch.known();
    try {
      const entries = readKeyEntries(this.path);
      if (!entries) {
        if (this.keys.size === 0) return;
        throw new ConfigError([`${this.path}: has gone`]);
      }
      this.keys = keptKeys(entries, this.keys);
      this.shown.clear();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.outcomes.inc({ outcome: 'refused' });
      this.logger.error('the API keys stay as they were', { problems: error.problems });
      return;
    }
    this.outcomes.inc({ outcome: 'loaded' });
    this.logger.log('read the API keys again', { file: this.path, keys: this.keys.size });
  }

  onModuleDestroy(): void {
    this.watch.close();
  }
}

/** @param before what a key has used of its allowance is not forgiven because the file has changed */
function keptKeys(entries: readonly KeyEntry[], before?: ReadonlyMap<string, KeptKey>): Map<string, KeptKey> {
  return new Map(
    entries.map((entry) => [
      entry.id,
      { key: keyOf(entry, before?.get(entry.id)?.key), sha256: Buffer.from(entry.sha256, 'hex') },
    ]),
  );
}

function keyOf({ id, name, scopes, expires, push = {} }: KeyEntry, before: ApiKey | undefined): ApiKey {
  const { perSecond } = push;
  const allowance = perSecond === undefined ? undefined : allowanceOf(perSecond, before?.push.allowance);
  return {
    id,
    name,
    scopes: new Set(scopes),
    ...(expires !== undefined && { expires: Date.parse(expires) }),
    push: pushLimits(push, allowance),
  };
}

function allowanceOf(perSecond: number, before: PushAllowance | undefined): PushAllowance {
  const now = performance.now();
  before?.changeRate(perSecond, now);
  return before ?? new PushAllowance(perSecond, now);
}
