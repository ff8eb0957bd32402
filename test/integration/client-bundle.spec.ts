import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';

const LIBRARY = 'dist/libs/client/goim-client.js';
const MAX_GZIPPED_BYTES = 12 * 1024;

describe('the client library as browsers load it', () => {
  let said: string;

  beforeAll(async () => {
    said = (await promisify(execFile)(process.execPath, ['libs/client/bundle.mjs'])).stdout;
  });

  it('is under 12 KB gzipped, and the build prints its size', async () => {
    const bytes = gzipSync(await readFile(LIBRARY), { level: 9 }).length;
    expect(bytes).toBeLessThan(MAX_GZIPPED_BYTES);
    expect(said).toContain(`${bytes} gzipped`);
  });

  it('imports nothing', async () => {
    expect(await readFile(LIBRARY, 'utf8')).not.toMatch(/\b(import\b|require\()/);
    expect(JSON.parse(await readFile('libs/client/package.json', 'utf8'))).not.toHaveProperty('dependencies');
  });
});
