import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { Bus, NodeDirectory } from '#bus';
import type { LiveConfig } from '#config';
import { Metrics, MetricsModule } from '#observability';
import type { JobConfig } from '../config/job.config.js';
import { BusCometLink } from './bus/bus-comet-link.js';
import { CometRollCall } from './bus/comet-roll-call.js';
import { CometCalls } from './grpc/comet-calls.js';
import { LegacyCometLink } from './grpc/legacy-comet-link.js';
import { CometProbes } from './probes/comet-probes.js';
import { CometsReadiness } from './probes/comets-readiness.js';

/** The comets that there are, how each kind is reached, and whether each is. */
@Module({})
export class CometsModule {
  static forRoot(live: LiveConfig<JobConfig>): DynamicModule {
    return {
      module: CometsModule,
      imports: [MetricsModule],
      providers: [
        {
          provide: NodeDirectory,
          inject: [Bus],
          useFactory: (bus: Bus) =>
            NodeDirectory.open(bus, live.current.queue, (key, err) =>
              new Logger(CometsModule.name).warn('an entry is no comet, and was skipped', { key, err }),
            ),
        },
        {
          provide: BusCometLink,
          inject: [Bus, NodeDirectory],
          useFactory: (bus: Bus, directory: NodeDirectory) =>
            new BusCometLink(bus, new CometRollCall(bus, directory), live),
        },
        {
          provide: CometCalls,
          inject: [NodeDirectory, Metrics],
          useFactory: (directory: NodeDirectory, metrics: Metrics) => new CometCalls(directory, metrics, live),
        },
        {
          provide: LegacyCometLink,
          inject: [NodeDirectory, CometCalls],
          useFactory: (directory: NodeDirectory, calls: CometCalls) => new LegacyCometLink(directory, calls),
        },
        {
          provide: CometProbes,
          inject: [Bus, NodeDirectory, BusCometLink, LegacyCometLink],
          useFactory: (bus: Bus, directory: NodeDirectory, ...links: [BusCometLink, LegacyCometLink]) => {
            const logger = new Logger(CometProbes.name);
            return new CometProbes(bus, directory, links, {
              onSilent: (comet, err) => logger.warn('a comet does not take what is sent to it', { comet, err }),
              onHeard: (comet) => logger.log('a comet takes what is sent to it again', { comet }),
            });
          },
        },
        CometsReadiness,
      ],
      exports: [NodeDirectory, BusCometLink, LegacyCometLink, CometProbes, CometsReadiness],
    };
  }
}
