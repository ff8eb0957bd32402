import { AppError } from '#contracts';
import type { FastifyInstance } from 'fastify';
import { ambiguityOf } from './ambiguity.js';

/** Answers requests of doubtful meaning with 400, before anything of them is looked at. */
export function refuseAmbiguous(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    const problem = ambiguityOf(raw);
    done(problem === undefined ? undefined : new AppError('invalid-argument', problem));
  });
}
