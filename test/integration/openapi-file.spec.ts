import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { describeLogicApi } from '../../apps/logic/src/describe-api.js';

it('docs/openapi.json is what `npm run generate:openapi` writes', async () => {
  expect(await readFile('docs/openapi.json', 'utf8')).toBe(await describeLogicApi());
});

describe('docs/openapi.json', () => {
  interface Operation {
    readonly operationId: string;
    readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
    readonly requestBody?: object;
    readonly responses: Readonly<Record<string, { readonly description?: string }>>;
    readonly security?: readonly object[];
  }
  let operations: readonly Operation[];

  beforeAll(async () => {
    const { paths } = JSON.parse(await readFile('docs/openapi.json', 'utf8')) as {
      paths: Record<string, Record<string, Operation>>;
    };
    operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  });

  it('says of all that needs a key that it may be refused, and that the keys of an issuer may be away', () => {
    const keyed = operations.filter(({ security }) => security);
    expect(keyed.length).toBeGreaterThan(40);
    for (const { responses } of keyed) expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '503']));
  });

  // goim's paths said nothing of it, and nobody said that the body of a ban may be too long.
  it('says of all that pages of other sites and requests for other servers are refused, and bodies that are too long', () => {
    const silent = operations.filter(({ requestBody, responses }) =>
      ['403', '421', ...(requestBody ? ['413'] : [])].some((status) => !(status in responses)),
    );
    expect(silent.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('says of all that only reads that requests of one caller may be too many', () => {
    const reads = operations.filter(({ responses }) => responses['403']?.description?.includes('the scope read'));
    expect(reads.length).toBeGreaterThan(20);
    const silent = reads.filter(({ responses }) => !responses['429']?.description?.includes('wait to be answered'));
    expect(silent.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('says of each whole number in a query how small and how large it may be, but of members', () => {
    const numbers = operations.flatMap(({ parameters = [] }) =>
      parameters.filter(
        ({ in: place, schema }) => place === 'query' && (schema as { type?: string }).type === 'integer',
      ),
    );
    expect(numbers.length).toBeGreaterThan(20);
    const boundless = numbers.filter(({ schema }) => !('minimum' in schema && 'maximum' in schema));
    expect(new Set(boundless.map(({ name }) => name))).toEqual(new Set(['mid', 'uid']));
  });
});
