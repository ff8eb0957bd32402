import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AllowedMethods } from './allowed-methods.js';
import { Dialects } from './dialects.js';
import { FailureAnswers, HttpErrorFilter } from './failure-answers.js';
import { VALIDATION } from './values.js';

/** What every HTTP API of this app shares: validation, the form of failures, and where a dialect is added. */
@Module({
  providers: [
    AllowedMethods,
    Dialects,
    FailureAnswers,
    { provide: APP_FILTER, useClass: HttpErrorFilter },
    { provide: APP_PIPE, useValue: VALIDATION },
  ],
  exports: [Dialects, FailureAnswers],
})
export class HttpApiModule {}
