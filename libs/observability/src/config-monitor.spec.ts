import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveConfig, LogSection, section } from '#config';
import { PinoLogger } from 'nestjs-pino';
import { AggregatorRegistry } from 'prom-client';
import { z } from 'zod';
import { ConfigMonitor } from './config-monitor.js';
import { nestLogger } from './logger.js';
import { Metrics } from './metrics.js';

const Config = z.strictObject({ log: section(LogSection), workers: z.number().default(1) });

let folder: string;
let file: string;
let logged: [level: string, text: string, fields: unknown][];
let config: LiveConfig<z.output<typeof Config>>;
let metrics: Metrics;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goim-monitor-'));
  file = join(folder, 'job.toml');
  writeFileSync(file, '[log]\nlevel = "info"');
  // The level is that of the process's logger.
  nestLogger({ app: 'test', level: 'info', destination: { write: () => undefined } });
  logged = [];
  const note = (level: string) => (text: string, fields: unknown) => void logged.push([level, text, fields]);
  Logger.overrideLogger({ log: note('log'), debug: note('debug'), warn: note('warn'), error: note('error') });
  config = LiveConfig.open({ app: 'job', schema: Config, file, env: {} });
  metrics = new Metrics({ processMetrics: false });
});
afterEach(() => {
  config.close();
  rmSync(folder, { recursive: true });
});

async function reload(toml: string): Promise<void> {
  writeFileSync(file, toml);
  await config.reload('signal');
}

describe('ConfigMonitor', () => {
  it('sets the level of the log', async () => {
    new ConfigMonitor(config, metrics);
    await reload('[log]\nlevel = "debug"');
    expect(PinoLogger.root.level).toBe('debug');
  });

  it('says what acts now and what waits for a restart, and counts', async () => {
    new ConfigMonitor(config, metrics);
    await reload('workers = 2\n[log]\nlevel = "warn"');
    expect(logged).toEqual([
      ['log', 'the configuration has changed', expect.objectContaining({ source: 'signal', keys: ['log.level'] })],
      ['warn', 'settings that have changed need a restart', expect.objectContaining({ keys: ['workers'] })],
    ]);
    const exposed = await metrics.expose();
    expect(exposed).toContain('goim_config_reloads_total{source="signal",outcome="applied"} 1');
    expect(exposed).toContain('goim_config_restart_needed 1');
  });

  it('counts a key that waits once, however many workers of one app wait for it', async () => {
    new ConfigMonitor(config, metrics);
    await reload('workers = 2');
    const ofOne = await metrics.registry.getMetricsAsJSON();
    expect(await AggregatorRegistry.aggregate([ofOne, ofOne]).metrics()).toContain('goim_config_restart_needed 1');
  });

  it('answers a signal where nothing is new', async () => {
    new ConfigMonitor(config, metrics);
    await config.reload('bucket');
    await config.reload('signal');
    expect(logged.map(([level]) => level)).toEqual(['debug', 'log']);
  });

  it('names what was refused, and shows the count before', async () => {
    new ConfigMonitor(config, metrics);
    for (const source of ['signal', 'file', 'bucket']) {
      expect(await metrics.expose()).toContain(`goim_config_reloads_total{source="${source}",outcome="refused"} 0`);
    }
    await reload('workers = "x"');
    const problems = [`${file}: workers: expected a number, got "x"`];
    expect(logged).toEqual([
      ['error', 'the new configuration is refused, the old one stays', expect.objectContaining({ problems })],
    ]);
    expect(await metrics.expose()).toContain('goim_config_reloads_total{source="signal",outcome="refused"} 1');
  });

  it('says who failed to take what is new', async () => {
    new ConfigMonitor(config, metrics);
    const err = new Error('no such file');
    config.onReload('certificates', () => Promise.reject(err));
    await reload('[log]\nlevel = "info"');
    expect(logged[0]).toEqual(['error', 'certificates could not be read again', expect.objectContaining({ err })]);
    expect(await metrics.expose()).toContain('goim_config_failures_total{who="certificates"} 1');
  });

  it('says, and does not count, where others count for it', async () => {
    new ConfigMonitor(config);
    await reload('[log]\nlevel = "error"');
    expect(logged).toHaveLength(1);
  });
});
