import type { INestApplication } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ApiExcludeController, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { OPS_CONTROLLERS } from '#observability';
import { z } from 'zod';
import { KEY_SCHEME } from '../callers/require-scope.js';
import { findProviders } from '../extensions/find-providers.js';
import { ApiDocumentExtension } from './api-document-extension.js';
import { PROBLEM_JSON } from '#problem-details';
import { ProblemSchema } from './problem.js';

/**
 * Version of the HTTP API, by semver: minor for what callers may ignore, major for what they must follow. The document is
 * kept in docs/openapi.json, so that a change of it is seen.
 */
const API_VERSION = '1.5.0';

// Health and metrics are for the operators.
for (const controller of OPS_CONTROLLERS) ApiExcludeController()(controller);

/** In this order, whichever way the modules import each other; what extensions serve stands behind. */
const PARTS = [
  'goim/push',
  '1',
  'goim/online',
  'goim/nodes',
  'v1/push',
  'v1/rooms',
  'v1/sessions',
  'v1/bans',
  'v1/online',
  'v1/nodes',
  'v1/members',
  'v1/broadcasts',
  'v1/messages',
];

const SCHEMA_REFERENCE = /"\$ref":"#\/components\/schemas\/([^"]+)"/g;
const PROBLEM_SCHEMA = 'Problem';

type SchemaObjects = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Describes every route of the APIs and of the extensions; an app in preview mode will do. */
export function apiDocument(app: INestApplication, extensions: readonly ApiDocumentExtension[] = []): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('goim logic')
    .setDescription(
      "Push messages to connected clients: by key, by member, by room or to all. goim's own API is under /goim and /1; " +
        'the JSON API is under /v1, and answers failures by problem details (RFC 9457).',
    )
    .setVersion(API_VERSION)
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'goim_…',
        description: 'A key that `npm run key -- create` makes',
      },
      KEY_SCHEME,
    );
  for (const extension of extensions) extension.extend(builder);
  const document = SwaggerModule.createDocument(app, builder.build());
  const { definitions } = z.toJSONSchema(ProblemSchema, { target: 'openapi-3.0' });
  const paths = Object.fromEntries(Object.entries(document.paths).toSorted(([a], [b]) => partOf(a) - partOf(b)));
  const schemas = { ...document.components?.schemas, ...(definitions as SchemaObjects) };
  for (const [path, operations] of Object.entries(paths)) {
    if (isJsonApi(path)) Object.values(operations as Record<string, Described>).forEach(describeRefusals);
  }
  return { ...document, paths, components: { ...document.components, schemas: inOrderOfUse(schemas, paths) } };
}

/** Whether a path is of the JSON API itself, and not of an extension that has its routes there as well. */
export function isJsonApi(path: string): boolean {
  return path.startsWith('/v1/') && partOf(path) < PARTS.length;
}

interface Described {
  requestBody?: object;
  responses: Record<string, object>;
}

/** What every operation of the JSON API may be refused with before it is looked at. */
function describeRefusals(operation: Described): void {
  const content = { [PROBLEM_JSON]: { schema: { $ref: `#/components/schemas/${PROBLEM_SCHEMA}` } } };
  operation.responses = {
    400: { description: 'A parameter is wrong', content },
    403: { description: 'The page of another site asks, which http.allowedOrigins does not name', content },
    ...(operation.requestBody && { 415: { description: 'The body is of another type than JSON', content } }),
    421: { description: 'Another server is asked for, by a name that http.allowedHosts does not have', content },
    ...operation.responses,
  };
}

function partOf(path: string): number {
  const part = PARTS.findIndex((name) => path === `/${name}` || path.startsWith(`/${name}/`));
  return part < 0 ? PARTS.length : part;
}

/** Problem details, which nearly all use, stand behind all others. */
function inOrderOfUse(schemas: SchemaObjects, paths: object): SchemaObjects {
  const names = new Set<string>();
  const add = (from: unknown): void => {
    for (const [, name] of JSON.stringify(from).matchAll(SCHEMA_REFERENCE)) {
      if (names.has(name!) || name === PROBLEM_SCHEMA) continue;
      names.add(name!);
      add(schemas[name!]);
    }
  };
  add(paths);
  const others = Object.keys(schemas).filter((name) => !names.has(name) && name !== PROBLEM_SCHEMA);
  return Object.fromEntries([...names, PROBLEM_SCHEMA, ...others].map((name) => [name, schemas[name]!]));
}

/** The document of the whole API, with what extensions add. */
export function wholeApiDocument(app: INestApplication): OpenAPIObject {
  return apiDocument(app, findProviders(app.get(DiscoveryService), ApiDocumentExtension));
}

/** Serves Swagger UI at /docs, the document at /docs-json. */
export function serveApiDocs(app: INestApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, document);
}
