import { Module } from '@nestjs/common';
import { LegacyCometsModule } from './comets/legacy-comets.module.js';
import { GoimHttpModule } from './http/goim-http.module.js';

/** All that is here only because goim has it. No feature knows of it: without this import logic serves all the rest. */
@Module({ imports: [GoimHttpModule, LegacyCometsModule] })
export class GoimModule {}
