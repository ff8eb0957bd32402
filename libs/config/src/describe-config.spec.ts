import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { port } from './address.js';
import { byteSize } from './byte-size.js';
import { describeConfig } from './describe-config.js';
import { duration } from './duration.js';
import { loadConfig } from './load-config.js';
import { BusSection, LogSection, OpsSection, section } from './sections.js';

const Config = z.strictObject({
  regions: z
    .record(z.string(), z.array(z.string()))
    .default({ 'a b': ['x"y'] })
    .describe('Zones of a region.'),
  tcp: section(
    z
      .strictObject({
        tls: section(
          z.strictObject({ enabled: z.boolean().default(false).describe('Encrypt.') }).describe('Encryption.'),
        ),
        port: port().default(3101).describe('Port of the listener.'),
        timeout: duration({ min: 1, max: 60_000 }).default(1_500).describe('Longest wait.'),
        maxBody: byteSize({ max: 65_536 }).default(4_096).describe('Largest body.'),
        note: z.string().default('tab\t"quote" #').describe('Some text.'),
        ratio: z.number().positive().lt(2).default(1).describe('A ratio.'),
      })
      .describe('The TCP listener.'),
  ),
  bus: section(BusSection),
  ops: section(OpsSection(3100)),
  log: section(LogSection),
});

function load(toml: string) {
  const folder = mkdtempSync(join(tmpdir(), 'goim-describe-'));
  try {
    const file = join(folder, 'comet.toml');
    writeFileSync(file, toml);
    return loadConfig({ app: 'comet', schema: Config, file, env: {} });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('describeConfig', () => {
  const text = describeConfig(Config, 'comet');
  const defaults = load('');

  it('gives description, bounds, default and variable of a key', () => {
    expect(text).toContain(
      [
        '# The TCP listener.',
        '[tcp]',
        '',
        '# Port of the listener.',
        '# A whole number from 0 to 65535. Default: 3101. Needs a restart. COMET__TCP__PORT',
        '#port = 3101',
      ].join('\n'),
    );
    expect(text).toContain('#timeout = "1s500ms"');
    expect(text).toContain('#maxBody = "4KiB"');
    expect(text).toContain('A number from more than 0 to less than 2. Default: 1.');
    expect(text).toContain('# Text. Not set by default. Needs a restart. COMET__BUS__TOKEN\n#token = ""');
  });

  it('names every key of the schema once', () => {
    const keys = text.match(/^#\w+ = /gm) ?? [];
    expect(keys).toHaveLength(1 + 1 + 5 + 10 + 7 + 3 + 1 + 1);
  });

  it('sets nothing as it is', () => {
    expect(load(text)).toEqual(defaults);
  });

  it('sets the defaults once the keys that have one are taken out of the comments', () => {
    const uncommented = text.replace(/^(# .*Default: .*\n(?:# .*\n)*)#(\w+ = )/gm, '$1$2');
    expect(uncommented).toMatch(/^port = 3101$/m);
    expect(load(uncommented)).toEqual(defaults);
  });

  it('has a number that can be used for a key that has no default', () => {
    const schema = z.strictObject({ parts: z.number().int().min(1).max(256).optional().describe('Parts.') });
    expect(describeConfig(schema, 'job')).toContain('#parts = 1');
  });

  it('keeps its lines short', () => {
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});
