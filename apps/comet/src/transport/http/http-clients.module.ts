import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Metrics } from '#observability';
import { ConnectionAccess } from './connection-access.js';
import { ConnectionsController } from './connections.controller.js';
import { EventsController } from './events.controller.js';
import { ProblemFilter } from './problem.filter.js';

/** What the port for clients by HTTP needs of the comet. */
export interface HttpClientsParts {
  readonly access: ConnectionAccess;
  readonly metrics: Metrics;
}

/** The port for clients by HTTP: a Nest app of its own, so that nothing of the ops port can be reached by it. */
@Module({})
export class HttpClientsModule {
  static of({ access, metrics }: HttpClientsParts): DynamicModule {
    return {
      module: HttpClientsModule,
      controllers: [ConnectionsController, EventsController],
      providers: [
        { provide: ConnectionAccess, useValue: access },
        { provide: Metrics, useValue: metrics },
        ProblemFilter,
        { provide: APP_FILTER, useExisting: ProblemFilter },
      ],
    };
  }
}
