import type { INestApplication } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ApiExcludeController, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { OPS_CONTROLLERS } from '#observability';
import { z } from 'zod';
import { KEY_SCHEME } from '../callers/require-scope.js';
import { findProviders } from '../extensions/find-providers.js';
import { ApiDocumentExtension } from './api-document-extension.js';
import { BROWSER_REFUSALS } from './browser-refusals.js';
import { giveExamples, type DescribedOperation } from './failure-examples.js';
import { PROBLEM_JSON } from '#problem-details';
import { ProblemSchema } from './problem.js';

/**
 * Version of the HTTP API, by semver: minor for what callers may ignore, major for what they must follow. The document is
 * kept in docs/openapi.json, so that a change of it is seen.
 */
const API_VERSION = '1.12.0';

// Health and metrics are for the operators.
for (const controller of OPS_CONTROLLERS) ApiExcludeController()(controller);

/** In this order, whichever way the modules import each other; what extensions serve stands behind. */
const PARTS = [
  'v1/push',
  'v1/pushes',
  'v1/rooms',
  'v1/sessions',
  'v1/explain',
  'v1/members',
  'v1/broadcasts',
  'v1/messages',
  'v1/online',
  'v1/nodes',
  'v1/bans',
  'v1/instances',
  'v1/stats',
  'v1/queue',
  'v1/dead-letters',
  'v1/stream',
  'v1/caller',
  'goim/push',
  'goim/online',
  'goim/nodes',
  '1',
];

/** What there is, in the order in which people come to need it. */
const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['push', 'Send a message to sessions by their keys, to members, to a room or to all, one or many in a request'],
  ['rooms', 'Who is in which room, and who is to join or leave one'],
  ['sessions', 'Who is connected, and who is to go'],
  ['history', 'What was sent: a page at a time, a whole room, one message; take a message back'],
  ['online', 'How many are connected'],
  ['nodes', 'The comets that clients connect to'],
  ['bans', 'Who may not connect'],
  ['operations', 'What runs, what it did in the last hour, how far the push queue is, and what it gave up'],
  ['caller', 'Who calls, and what they may'],
  ['goim', "goim's own API: parameters in the query, any bytes as the message, an envelope around each answer"],
  ['goim v1', 'The push API of goim v1'],
];

const DESCRIPTION = `Push messages to connected clients: by key, by member, by room or to all.

**Try it:** connect a client (the README has one), open *push*, and execute one: what stands in the form is taken as it is.
Where keys are configured, *Authorize* takes one that \`npm run key -- create\` makes.

**What is promised:** a push that is answered with success is stored, and delivered at least once to whoever is connected.
With the same \`Idempotency-Key\` it is stored once. Every message has an id that grows, by which history and clients go on.

**Two APIs:** the JSON API is under \`/v1\`, and answers failures by problem details (RFC 9457) whose \`code\` programs decide by.
goim's own API is under \`/goim\` and \`/1\`, as its callers know it.

**Who may call:** programs on this machine, unless \`api.open\` says otherwise; any other by a key, in the header \`Authorization: Bearer goim_…\`.
Its scopes say what it may: \`push\` sends; \`read\` sees who is where and what was sent; \`admin\` ends sessions, bans, moves, takes
back and takes offline. \`GET /v1/caller\` tells what yours may.

**When it fails:** what is answered by 4xx was not done, and fails again as it is; 429 says when to come back. After 503, or no
answer, ask again: with the same \`Idempotency-Key\` nothing is sent twice. A session that is away gets nothing; where a history
is kept, clients and callers read there what was missed.

**Names in a path:** \`.\` and \`..\` may be a session's key or a room, but browsers and most libraries take them for steps of the path,
also as \`%2E\`, and ask for another path; only a program that sends the path as it is, such as \`curl --path-as-is\`, gets there.

**Clients** connect to comet, not here, by goim's protocol: TCP at port 3101, WebSocket at 3102 (\`/sub\`), HTTP at 3104, with a token of
who they are, the room they are in and the operations they accept.

More is in the files of the project's folder \`docs\`: delivery.md, protocol.md, client.md and security.md.`;

const SCHEMA_REFERENCE = /"\$ref":"#\/components\/schemas\/([^"]+)"/g;
const PROBLEM_SCHEMA = 'Problem';

type SchemaObjects = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Describes every route of the APIs and of the extensions; an app in preview mode will do. */
export function apiDocument(app: INestApplication, extensions: readonly ApiDocumentExtension[] = []): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('goim logic')
    .setDescription(DESCRIPTION)
    .setVersion(API_VERSION)
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'goim_… or JWT',
        description: 'A key that `npm run key -- create` makes, or a token of the issuer of `api.jwt`',
      },
      KEY_SCHEME,
    );
  for (const [name, description] of TAGS) builder.addTag(name, description);
  for (const extension of extensions) extension.extend(builder);
  const document = SwaggerModule.createDocument(app, builder.build());
  const { definitions } = z.toJSONSchema(ProblemSchema, { target: 'openapi-3.0' });
  const paths = Object.fromEntries(Object.entries(document.paths).toSorted(([a], [b]) => partOf(a) - partOf(b)));
  const schemas = { ...document.components?.schemas, ...(definitions as SchemaObjects) };
  for (const [path, operations] of Object.entries(paths)) {
    if (!isJsonApi(path)) continue;
    for (const operation of Object.values(operations as Record<string, DescribedOperation>)) {
      describeRefusals(operation);
      giveExamples(path, operation);
    }
  }
  return { ...document, paths, components: { ...document.components, schemas: inOrderOfUse(schemas, paths) } };
}

/** Whether a path is of the JSON API itself, and not of an extension that has its routes there as well. */
export function isJsonApi(path: string): boolean {
  return path.startsWith('/v1/') && partOf(path) < PARTS.length;
}

/** What every operation of the JSON API may be refused with before it is looked at. */
function describeRefusals(operation: DescribedOperation): void {
  const schema = { $ref: `#/components/schemas/${PROBLEM_SCHEMA}` };
  const content = { [PROBLEM_JSON]: { schema } };
  operation.responses = {
    400: { description: 'A parameter is wrong', content },
    403: { description: BROWSER_REFUSALS[403], content },
    ...(operation.requestBody && {
      413: { description: 'The body is longer than http.maxMessage', content },
      415: { description: 'The body is of another type than JSON', content },
    }),
    421: { description: BROWSER_REFUSALS[421], content },
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
