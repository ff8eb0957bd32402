import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { describeLogicApi } from '../../apps/logic/src/describe-api.js';

it('docs/openapi.json is what `npm run generate:openapi` writes', async () => {
  expect(await readFile('docs/openapi.json', 'utf8')).toBe(await describeLogicApi());
});

it('says of all that needs a key that it may be refused, and that the keys of an issuer may be away', async () => {
  type Operation = { responses: object; security?: object[] };
  const { paths } = JSON.parse(await readFile('docs/openapi.json', 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const keyed = Object.values(paths).flatMap((methods) => Object.values(methods).filter(({ security }) => security));
  expect(keyed.length).toBeGreaterThan(40);
  for (const { responses } of keyed) expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '503']));
});
