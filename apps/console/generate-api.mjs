// `npm run generate:console-api`: the types of the JSON API that the console calls, from docs/openapi.json. Also part of
// `npm run generate:openapi`, so that the two go together. With --print they are printed and not written.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/openapi.json');
const TYPES = join(import.meta.dirname, 'src/api/schema.d.ts');

/**
 * @typedef {{ schema?: { type?: string | string[], format?: string } }} Parameter
 * @typedef {Record<string, unknown> & { responses: Record<string, unknown>, parameters?: Parameter[] }} Operation
 * @typedef {{ paths: Record<string, Record<string, Operation>>, components: object }} ApiDocument
 */

/** What every operation may answer beside its success: told once, and not for each status. */
const REFUSED = {
  description: 'Refused',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** @param {string} document docs/openapi.json @returns {Promise<string>} TypeScript */
async function typesOf(document) {
  const { paths, ...rest } = /** @type {ApiDocument} */ (JSON.parse(document));
  const ofJsonApi = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .map(([path, operations]) => [path, mapValues(operations, plainOperation)]);
  const plain = withoutProse({ ...rest, paths: Object.fromEntries(ofJsonApi) });
  const tree = await openapiTS(/** @type {any} */ (plain), { defaultNonNullable: false, excludeDeprecated: true });
  return `// Generated from docs/openapi.json by apps/console/generate-api.mjs.\n${astToString(tree)}`;
}

/** @param {Operation} operation @returns {Operation} */
function plainOperation({ responses, parameters, ...operation }) {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return {
    ...operation,
    ...(parameters && { parameters: parameters.map(withText) }),
    responses: { ...Object.fromEntries(successes), default: REFUSED },
  };
}

/** A number of JavaScript does not hold each of 64 bits, as a member's id may have; text does. @param {Parameter} parameter */
function withText({ schema, ...parameter }) {
  return { ...parameter, schema: schema?.format === 'int64' ? { type: ['integer', 'string'] } : schema };
}

/**
 * Types need no descriptions, examples and bounds.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function withoutProse(value) {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, of]) => !isProse(name, of));
  return Object.fromEntries(kept.map(([name, of]) => [name, withoutProse(of)]));
}

/** A property may have the name of a keyword: its value is a schema then. @param {string} name @param {unknown} of */
function isProse(name, of) {
  if (name === 'example' || name === 'examples') return true;
  return (name === 'description' || name === 'summary') && typeof of === 'string';
}

/**
 * @template V, W
 * @param {Record<string, V>} record
 * @param {(value: V) => W} map
 */
function mapValues(record, map) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** Brings the types up to the document. */
export async function writeTypes() {
  await writeFile(TYPES, await typesOf(await readFile(DOCUMENT, 'utf8')));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--print')) process.stdout.write(await typesOf(await readFile(DOCUMENT, 'utf8')));
  else await writeTypes();
}
