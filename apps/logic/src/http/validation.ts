import { StandardSchemaValidationPipe } from '@nestjs/common';
import { InvalidInput } from '#problem-details';

/** Reads and checks the parameters of handlers by their schemas. */
export const VALIDATION = new StandardSchemaValidationPipe({ exceptionFactory: InvalidInput.from });
