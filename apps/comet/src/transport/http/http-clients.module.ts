import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Metrics } from '#observability';
import { ConnectionAccess } from './connection-access.js';
import { ConnectionsController } from './connections.controller.js';
import { EventsController } from './events.controller.js';
import { HTTP_CLIENT_OPTIONS, type HttpClientOptions } from './http-client-options.js';
import { HttpConnections } from './http-connections.js';
import { ProblemFilter } from './problem.filter.js';

/** What the port for clients by HTTP needs of the comet. */
export interface HttpClientsParts {
  readonly connections: HttpConnections;
  readonly access: ConnectionAccess;
  readonly metrics: Metrics;
  readonly options: HttpClientOptions;
}

/** The port for clients by HTTP: a Nest app of its own, so that nothing of the ops port can be reached by it. */
@Module({})
export class HttpClientsModule {
  static of({ connections, access, metrics, options }: HttpClientsParts): DynamicModule {
    return {
      module: HttpClientsModule,
      controllers: [ConnectionsController, EventsController],
      providers: [
        { provide: HttpConnections, useValue: connections },
        { provide: ConnectionAccess, useValue: access },
        { provide: Metrics, useValue: metrics },
        { provide: HTTP_CLIENT_OPTIONS, useValue: options },
        ProblemFilter,
        { provide: APP_FILTER, useExisting: ProblemFilter },
      ],
    };
  }
}
