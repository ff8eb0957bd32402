import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { Metrics } from '#observability';
import { RegionFile } from './region-file.js';

let folder: string;
let path: string;
let metrics: Metrics;
let file: RegionFile | undefined;

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(new ConsoleLogger()));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-regions-'));
  path = join(folder, 'regions.toml');
  metrics = new Metrics({ processMetrics: false });
});

afterEach(async () => {
  file?.onModuleDestroy();
  file = undefined;
  await rm(folder, { recursive: true });
});

async function open(text: string): Promise<RegionFile> {
  await writeFile(path, text);
  file = new RegionFile(path, metrics);
  return file;
}

async function reloads(outcome: string): Promise<number | undefined> {
  const { values } = (await metrics.registry.getSingleMetric('goim_region_reloads_total')!.get()) as {
    values: { value: number; labels: Record<string, unknown> }[];
  };
  return values.find(({ labels }) => labels['outcome'] === outcome)?.value;
}

describe('RegionFile', () => {
  it('finds regions by the networks in it', async () => {
    const regions = await open('[regions]\nsh = ["10.0.0.0/8", "2001:db8::/32"]\nbj = ["10.1.0.0/16"]\n');
    const found = ['10.0.0.1', '2001:db8::1', '10.1.0.1', '127.0.0.1'].map((ip) => regions.regionOf(ip));
    expect(found).toEqual(['sh', 'sh', 'bj', '']);
  });

  it.each<[what: string, text: string, named: string]>([
    ['no TOML', '[regions\n', 'line 1, column'],
    ['no networks of regions', 'sh = ["10.0.0.0/8"]\n', 'regions'],
    ['an unknown key', '[regions]\n[region]\n', 'region'],
    ['no list', '[regions]\nsh = "10.0.0.0/8"\n', 'regions.sh'],
    ['no network', '[regions]\nsh = ["10.0.0.0/8", "10.0.0/8"]\n', 'regions.sh: "10.0.0/8" expected a network'],
    ['a network twice', '[regions]\nsh = ["10.0.0.0/8"]\nbj = ["10.0.0.0/8"]\n', 'regions.bj: "10.0.0.0/8" is in sh'],
  ])('is refused with %s, by name', async (_, text, named) => {
    await expect(open(text)).rejects.toThrow(named);
    await expect(open(text)).rejects.toThrow(path);
  });

  it('is refused where it is not there', () => {
    expect(() => new RegionFile(path, metrics)).toThrow(`${path}: cannot be read: no such file`);
  });

  it('takes a new table when it is told to, and keeps the old one where the new one is broken', async () => {
    const regions = await open('[regions]\nsh = ["10.0.0.0/8"]\n');
    expect(await reloads('refused')).toBe(0);
    await writeFile(path, '[regions]\nbj = ["10.0.0.0/33"]\n');
    expect([regions.reload(), regions.regionOf('10.0.0.1'), await reloads('refused')]).toEqual([false, 'sh', 1]);
    await writeFile(path, '[regions]\nbj = ["10.0.0.0/8"]\n');
    expect([regions.reload(), regions.regionOf('10.0.0.1'), await reloads('loaded')]).toEqual([true, 'bj', 1]);
  });

  it('takes a new table when the file has changed', async () => {
    const regions = await open('[regions]\nsh = ["10.0.0.0/8"]\n');
    const loaded = new Promise<void>((resolve) => {
      const reload = regions.reload.bind(regions);
      regions.reload = () => {
        resolve();
        return reload();
      };
    });
    await writeFile(path, '[regions]\nbeijing = ["10.0.0.0/8"]\n');
    await loaded;
    expect(regions.regionOf('10.0.0.1')).toBe('beijing');
  });
});
