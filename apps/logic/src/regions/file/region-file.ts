import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { ConfigError, FileWatch, parseNetwork, readConfigFile } from '#config';
import type { LabelledCounts, Metrics } from '#observability';
import { z } from 'zod';
import { RegionLookup } from '../region-lookup.js';
import { RegionTable } from './region-table.js';

const MAX_REGION_LENGTH = 64;

const Regions = z.strictObject({
  regions: z.record(z.string().min(1).max(MAX_REGION_LENGTH), z.array(z.string())),
});

/**
 * Regions from a TOML file, which is read again when it changes:
 *
 *     [regions]
 *     sh = ["10.0.0.0/8", "2001:db8::/32"]
 */
export class RegionFile extends RegionLookup implements OnModuleDestroy {
  private readonly logger = new Logger(RegionFile.name);
  private readonly outcomes: LabelledCounts<'outcome'>;
  private readonly watch: FileWatch;
  private table: RegionTable;

  /** @throws ConfigError that says what is wrong with the file */
  constructor(
    private readonly path: string,
    metrics: Metrics,
  ) {
    super();
    this.outcomes = metrics.counter(
      'goim_region_reloads_total',
      'Times that the table of regions was read again: loaded, refused (the old one stays).',
      ['outcome'],
      [{ outcome: 'refused' }],
    );
    // Before the reading, so that what changes meanwhile is seen.
    this.watch = new FileWatch(path, () => this.reload());
    try {
      this.table = readRegions(path);
    } catch (error) {
      this.watch.close();
      throw error;
    }
  }

  regionOf(ip: string): string {
    return this.table.find(ip);
  }

  /** Reads the file again. @returns false where it can't be used: the table stays as it was */
  reload(): boolean {
    this.watch.known();
    try {
      this.table = readRegions(this.path);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.outcomes.inc({ outcome: 'refused' });
      this.logger.error('the table of regions stays as it was', { problems: error.problems });
      return false;
    }
    this.outcomes.inc({ outcome: 'loaded' });
    this.logger.log('read the table of regions again', { file: this.path });
    return true;
  }

  onModuleDestroy(): void {
    this.watch.close();
  }
}

/** @throws ConfigError with every problem */
function readRegions(path: string): RegionTable {
  const parsed = Regions.safeParse(readConfigFile(path, true));
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path: at, message }) => `${path}: ${at.join('.')}: ${message}`));
  }
  const table = new RegionTable();
  const problems: string[] = [];
  for (const [region, networks] of Object.entries(parsed.data.regions)) {
    for (const network of networks) {
      try {
        table.add(parseNetwork(network), region);
      } catch (error) {
        problems.push(`${path}: regions.${region}: ${JSON.stringify(network)} ${(error as Error).message}`);
      }
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return table;
}
