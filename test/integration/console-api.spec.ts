import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

it('the console has the types that `npm run generate:console-api` makes of docs/openapi.json', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['apps/console/generate-api.mjs', '--print']);
  expect(await readFile('apps/console/src/api/schema.d.ts', 'utf8')).toBe(stdout);
});
