import { Module } from '@nestjs/common';
import { Dialects, type Dialect } from '../http/dialects.js';
import { HttpApiModule } from '../http/http-api.module.js';
import { failurePage } from './failure-page.js';
import { ConsolePages } from './console-pages.js';

/** Who asks is a person. */
const PAGES: Dialect = {
  paths: /^\/console(\/|\?|$)/,
  bodies: 'bytes',
  answersWrongMethods: false,
  failureType: 'text/html; charset=utf-8',
  failure: failurePage,
};

/** The web console of apps/console, as the build leaves it. */
@Module({ imports: [HttpApiModule], providers: [ConsolePages] })
export class ConsoleModule {
  constructor(dialects: Dialects) {
    dialects.add(PAGES);
  }
}
