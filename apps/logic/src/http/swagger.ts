import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { isGoimPath, isJsonApiPath } from './api-path.js';
import { Problem } from './problem.js';

/**
 * Version of the HTTP API, by semver: minor for what callers may ignore, major for what they must follow. The document is
 * kept in docs/openapi.json, so that a change of it is seen.
 */
const API_VERSION = '1.0.0';

/** The operation ids, of which generators make the names of a client's methods, keep what these controllers were called. */
const PUBLISHED_NAME: Readonly<Record<string, string>> = {
  GoimPushController: 'PushController',
  PushController: 'JsonPushController',
  RoomsController: 'RoomsApiController',
  SessionsController: 'SessionApiController',
  OnlineController: 'OnlineApiController',
  NodesController: 'NodesApiController',
};

/** Describes every route of the APIs; an app in preview mode will do. */
export function apiDocument(app: INestApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('goim logic')
      .setDescription(
        "Push messages to connected clients: by key, by member, by room or to all. goim's own API is under /goim and /1; " +
          'the JSON API is under /v1, and answers failures by problem details (RFC 9457).',
      )
      .setVersion(API_VERSION)
      .build(),
    { operationIdFactory: (controller, method) => `${PUBLISHED_NAME[controller] ?? controller}_${method}` },
  );
  const { definitions } = z.toJSONSchema(Problem, { target: 'openapi-3.0' });
  return {
    ...document,
    // Health and metrics are for the operators.
    paths: Object.fromEntries(
      Object.entries(document.paths).filter(([path]) => isGoimPath(path) || isJsonApiPath(path)),
    ),
    components: { schemas: { ...document.components?.schemas, ...(definitions as object) } },
  };
}

/** Serves Swagger UI at /docs, the document at /docs-json. */
export function serveApiDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, apiDocument(app));
}
