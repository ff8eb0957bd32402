import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from './cruise.js';

const HERE = 'test/architecture/specs.spec.ts';

/** What no test does, and what it does instead. */
const NEVER: [what: string, pattern: RegExp][] = [
  ['draws lots without a seed: #test-support/fuzz tells it', /\bfc\.(assert|check|sample)\(|\bMath\.random\(/],
  ['polls without a deadline of its own: `eventually` has one', /\bwhile \(.*\bawait\b|\bwhile \(.*\) await\b/],
  ['races against what has won already, so that it cannot fail', /Promise\.race\(.*Promise\.resolve\(/],
];

describe('a test of this project', () => {
  let sources: { path: string; text: string }[];

  beforeAll(async () => {
    const folders = await Promise.all(
      ['apps', 'libs', 'test'].map((name) => readdir(join(ROOT, name), { recursive: true, withFileTypes: true })),
    );
    sources = folders
      .flat()
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
      .filter((path) => path.endsWith('.spec.ts') && path !== HERE)
      .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
  });

  it.each(NEVER)('never %s', (_, pattern) => {
    expect(sources.length).toBeGreaterThan(100);
    const lines = sources.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, n) => (pattern.test(line) ? [`${path}:${n + 1}: ${line.trim()}`] : [])),
    );
    expect(lines).toEqual([]);
  });

  it.each([
    'while ((await job.metric("x")) < 2) await delay(50);',
    'while (!done()) await turn();',
    'fc.assert(property)',
    'const key = Math.random();',
    'await Promise.race([...ended, Promise.resolve(true)])',
  ])('would be found: %s', (line) => {
    expect(NEVER.some(([, pattern]) => pattern.test(line))).toBe(true);
  });
});
