import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ROOT } from './cruise.js';

/** A table's last column: names of specs, or of folders of them. */
const LAST_COLUMN = /\|([^|]+)\|$/;

it('every test that docs/compat.md names is there', () => {
  const names = readFileSync(join(ROOT, 'docs/compat.md'), 'utf8')
    .split('\n')
    .flatMap((line) => [...(LAST_COLUMN.exec(line)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  expect(names.length).toBeGreaterThan(50);
  const missing = names.filter((name) => {
    const places = name.includes('/') ? [name, `${name}.ts`, `test/${name}.spec.ts`] : [`test/e2e/${name}.spec.ts`];
    return !places.some((place) => existsSync(join(ROOT, place)));
  });
  expect(missing).toEqual([]);
});
