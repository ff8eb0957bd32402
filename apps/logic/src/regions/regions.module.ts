import { Module } from '@nestjs/common';
import { LiveConfig } from '#config';
import { Metrics } from '#observability';
import type { LogicConfig } from '../config/logic.config.js';
import { RegionFile } from './file/region-file.js';
import { NoRegions, RegionLookup } from './region-lookup.js';

/** Where clients are. */
@Module({
  providers: [
    {
      provide: RegionLookup,
      inject: [LiveConfig, Metrics],
      useFactory: (live: LiveConfig<LogicConfig>, metrics: Metrics) => {
        const { regions: path } = live.current.nodes;
        if (path === '') return new NoRegions();
        const regions = new RegionFile(path, metrics);
        live.onReload('nodes.regions', () => void regions.reload());
        return regions;
      },
    },
  ],
  exports: [RegionLookup],
})
export class RegionsModule {}
