import { Logger, Module } from '@nestjs/common';
import { BucketDoor, Bus, NodeDirectory, RpcClient, StreamDoor } from '#bus';
import { LiveConfig } from '#config';
import type { LogicConfig } from '../config/logic.config.js';
import { RegionsModule } from '../regions/regions.module.js';
import { CometClient } from './comet-client.js';
import { NodesController } from './nodes.controller.js';
import { NodesHandler } from './nodes.handler.js';
import { NodesService } from './nodes.service.js';

/** How long a comet may take to answer. */
const COMET_TIMEOUT_MS = 2_000;

/** The comets: which there are, where clients are sent, and what a comet is asked to do. */
@Module({
  imports: [RegionsModule],
  controllers: [NodesController, NodesHandler],
  providers: [
    NodesService,
    { provide: BucketDoor, inject: [Bus], useFactory: (bus: Bus) => new BucketDoor(bus) },
    { provide: StreamDoor, inject: [Bus], useFactory: (bus: Bus) => new StreamDoor(bus) },
    {
      provide: NodeDirectory,
      inject: [Bus, LiveConfig],
      useFactory: (bus: Bus, { current }: LiveConfig<LogicConfig>) =>
        NodeDirectory.open(bus, current.queue, (key, err) =>
          new Logger(NodesModule.name).warn('an entry is no comet, and was skipped', { key, err }),
        ),
    },
    {
      provide: CometClient,
      inject: [Bus],
      useFactory: (bus: Bus) => new CometClient(new RpcClient(bus, COMET_TIMEOUT_MS)),
    },
  ],
  exports: [NodesService, NodeDirectory, CometClient],
})
export class NodesModule {}
