import type { z } from 'zod';
import { defaultConfigFile } from './app-name.js';
import { ConfigError } from './config-error.js';
import { fileHasText, readConfigFile } from './config-file.js';
import { FileWatch } from './file-watch.js';
import { readConfig, type LoadConfigOptions, type Reading } from './load-config.js';
import type { RemoteEntries } from './remote-settings.js';

/** Settings that are kept elsewhere, and change there. */
export interface RemoteSettings extends RemoteEntries {
  /** Calls `listener` after each change; once for changes that come together. */
  onChange(listener: () => void): void;
  close(): void;
}

/** What had the configuration read again. */
export type ReloadSource = 'signal' | 'file' | 'bucket';

/** Where a running app's configuration comes from. */
export class ConfigSource<S extends z.ZodObject = z.ZodObject> {
  private readonly path: string;
  /** A file that was there must not go: its settings would silently become the defaults. */
  private hadText = false;
  private file: FileWatch | undefined;

  constructor(
    private readonly options: LoadConfigOptions<S>,
    private readonly remote?: RemoteSettings,
  ) {
    this.path = options.file ?? defaultConfigFile(options.app);
  }

  /** Reads file, remote settings and environment. @throws ConfigError with every problem found */
  read(): Reading<z.output<S>> {
    if (this.hadText && !fileHasText(this.path)) {
      // What an editor, or a full disk, leaves of a file for a while.
      readConfigFile(this.path, true);
      throw new ConfigError([`${this.path}: is empty, and was not before`]);
    }
    const reading = readConfig({ ...this.options, remote: this.remote });
    this.hadText = fileHasText(this.path);
    return reading;
  }

  watch(onChange: (source: ReloadSource) => void): void {
    this.file = new FileWatch(this.path, () => onChange('file'));
    this.remote?.onChange(() => onChange('bucket'));
  }

  close(): void {
    this.file?.close();
    this.remote?.close();
  }
}
