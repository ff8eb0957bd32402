import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { describeLogicApi } from '../../apps/logic/src/describe-api.js';

it('docs/openapi.json is what `npm run generate:openapi` writes', async () => {
  expect(await readFile('docs/openapi.json', 'utf8')).toBe(await describeLogicApi());
});
