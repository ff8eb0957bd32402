import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { host, port } from '../src/address.js';
import { byteSize } from '../src/byte-size.js';
import { ConfigError } from '../src/config-error.js';
import { duration } from '../src/duration.js';
import { loadConfig } from '../src/load-config.js';
import type { RemoteEntries } from '../src/remote-settings.js';
import { BusSection, LogSection, OpsSection, section } from '../src/sections.js';
import { secret } from '../src/traits.js';

/** Of each kind of setting one, and the sections that all apps have. */
export const CometConfig = z.strictObject({
  tcp: section(
    z.strictObject({
      host: host().default('127.0.0.1'),
      port: port().default(3101),
      backlog: z.number().int().min(1).optional(),
    }),
  ),
  session: section(
    z
      .strictObject({
        handshakeTimeout: duration({ min: 100, max: 60_000 }).default(8_000),
        heartbeat: duration().default(240_000),
        maxBody: byteSize({ max: 1024 * 1024 }).default(4_096),
        overflow: z.enum(['disconnect', 'drop']).default('disconnect'),
        trace: z.boolean().default(false),
        traceMids: z.array(z.number().int()).default([]),
        ratio: z.number().min(0).max(1).default(0.5),
      })
      .refine(({ handshakeTimeout, heartbeat }) => handshakeTimeout < heartbeat, {
        message: 'handshakeTimeout must be shorter than heartbeat',
      }),
  ),
  tls: section(
    z
      .strictObject({ certFile: z.string().optional(), keyFile: z.string().optional() })
      .refine(({ certFile, keyFile }) => !certFile || keyFile, {
        path: ['keyFile'],
        message: 'is needed with certFile',
      }),
  ),
  regions: z.record(z.string(), z.array(z.string())).default({}),
  auth: section(z.strictObject({ secret: secret().optional() })),
  bus: section(BusSection),
  ops: section(OpsSection(3100)),
  log: section(LogSection),
  api: section(z.strictObject({ isOpen: z.boolean().default(false), names: z.array(z.string()).default([]) })),
});

/** A folder of its own with a file of comet's, in which the process is meanwhile. */
export class ConfigFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'goim-config-'));
  private readonly file = join(this.folder, 'comet.toml');
  private readonly before = process.cwd();

  constructor() {
    // Where no file is named, config/<app>.toml of the current folder would be read.
    process.chdir(this.folder);
  }

  load(toml: string | Buffer, env: NodeJS.ProcessEnv = {}, remote?: RemoteEntries): z.output<typeof CometConfig> {
    writeFileSync(this.file, toml);
    return loadConfig({ app: 'comet', schema: CometConfig, file: this.file, env, remote });
  }

  fromEnvironment(env: NodeJS.ProcessEnv): z.output<typeof CometConfig> {
    return this.load('', env);
  }

  /** The message of the ConfigError, which has one line, without the temporary folder. */
  failure(action: () => unknown): string {
    try {
      action();
    } catch (error) {
      if (!(error instanceof ConfigError) || /[\r\n]/.test(error.message)) throw error;
      return error.message.replaceAll(`${this.folder}/`, '');
    }
    throw new Error('it was taken');
  }

  remove(): void {
    process.chdir(this.before);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
