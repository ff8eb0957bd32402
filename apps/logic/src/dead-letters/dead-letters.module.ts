import { Module } from '@nestjs/common';
import { Bus, DeadLetters } from '#bus';
import { PushModule } from '../push/push.module.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersService } from './dead-letters.service.js';

/** What jobs gave up. */
@Module({
  imports: [PushModule],
  controllers: [DeadLettersController],
  providers: [
    DeadLettersService,
    { provide: DeadLetters, inject: [Bus], useFactory: (bus: Bus) => new DeadLetters(bus) },
  ],
})
export class DeadLettersModule {}
