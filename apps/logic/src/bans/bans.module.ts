import { Module } from '@nestjs/common';
import { BanList, Bus } from '#bus';
import { LiveConfig } from '#config';
import type { LogicConfig } from '../config/logic.config.js';
import { BansController } from './bans.controller.js';
import { BansService } from './bans.service.js';

/** Who may not be connected. */
@Module({
  controllers: [BansController],
  providers: [
    BansService,
    {
      provide: BanList,
      inject: [Bus, LiveConfig],
      useFactory: (bus: Bus, { current }: LiveConfig<LogicConfig>) =>
        BanList.open(bus, { replicas: current.queue.replicas, isWriter: true }),
    },
  ],
  exports: [BanList],
})
export class BansModule {}
