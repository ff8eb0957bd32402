import { Logger } from '@nestjs/common';
import type { KeyObject } from 'node:crypto';
import type { CompactVerifyGetKey } from 'jose';
import { ConfigError, FileWatch } from '#config';
import type { LabelledCounts, Metrics } from '#observability';

/** Verify tokens of others. */
export interface PublicKeys {
  readonly algorithms: string[];
  readonly keyFor: CompactVerifyGetKey;
}

/** Verifies by HS256 alone. */
interface SharedSecret {
  readonly algorithms: string[];
  readonly secret: KeyObject;
}

/** What tokens are verified by. The key says the algorithm, never the token. */
export type TokenKeys = PublicKeys | SharedSecret;

/** Where the keys of tokens come from, and what they are now. */
export interface KeySource {
  readonly current: TokenKeys;
  close(): void;
}

/** Where keys were read again. @param setting that names them */
export function keyReloads(metrics: Metrics, setting: string): LabelledCounts<'setting' | 'outcome'> {
  return metrics.counter(
    'goim_token_key_reloads_total',
    'Times that the keys of tokens were read again, by the setting that names their file or address: loaded, refused (the old ones stay).',
    ['setting', 'outcome'],
    [{ setting, outcome: 'refused' }],
  );
}

/** Keys of a file, which is read again when it changes. Where it can't be used, or has gone, the last ones count. */
export class KeyFile implements KeySource {
  private readonly logger = new Logger('TokenKeys');
  private readonly watch: FileWatch;
  private keys: TokenKeys;

  /**
   * @param setting that names the file: `auth.jwt.keyFile`
   * @param read throws ConfigError, also at the start
   */
  constructor(setting: string, file: string, read: () => TokenKeys, metrics: Metrics) {
    const outcomes = keyReloads(metrics, setting);
    // Before the reading, so that what changes meanwhile is seen.
    this.watch = new FileWatch(file, () => {
      try {
        this.keys = read();
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        outcomes.inc({ setting, outcome: 'refused' });
        this.logger.error('the keys of tokens stay as they were', { problems: error.problems });
        return;
      }
      outcomes.inc({ setting, outcome: 'loaded' });
      this.logger.log('read the keys of tokens again', { setting });
    });
    try {
      this.keys = read();
    } catch (error) {
      this.watch.close();
      throw error;
    }
  }

  get current(): TokenKeys {
    return this.keys;
  }

  close(): void {
    this.watch.close();
  }
}
