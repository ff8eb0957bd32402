import type { FastifyRequest } from 'fastify';

/** Who is told what fails; others are told that something does. Of an app whose health strangers may ask for. */
export abstract class HealthReaders {
  abstract mayRead(request: FastifyRequest): boolean | Promise<boolean>;
}
