import { expect, it } from '@jest/globals';
import { keepCompiledCode } from './module-loading.js';

it('what is compiled is kept inside the project, by a Node.js that can', () => {
  const folders: string[] = [];
  keepCompiledCode({ enableCompileCache: (folder) => folders.push(folder) });
  keepCompiledCode({});
  expect(folders).toEqual([`${process.cwd()}/.cache/compiled`]);
});
