import { Module } from '@nestjs/common';
import { ConsolePages } from './console-pages.js';

/** The web console of apps/console, as the build leaves it. */
@Module({ providers: [ConsolePages] })
export class ConsoleModule {}
