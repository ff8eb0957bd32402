import { Module } from '@nestjs/common';
import { Dialects } from '../http/dialects.js';
import { HttpApiModule } from '../http/http-api.module.js';
import { pages } from '../http/pages.js';
import { ConsolePages } from './console-pages.js';

/** The web console of apps/console, as the build leaves it. */
@Module({ imports: [HttpApiModule], providers: [ConsolePages] })
export class ConsoleModule {
  constructor(dialects: Dialects) {
    dialects.add(pages({ paths: /^\/console(\/|\?|$)/, name: 'The console', home: '/console/' }));
  }
}
