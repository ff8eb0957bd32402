// Part of `npm run build`: the client library as one file for browsers, ready to be published from dist/libs/client, and the
// stand-in for goim's JavaScript demo. Prints the size.
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
const OUT = join(ROOT, 'dist/libs/client');

const common = /** @type {const} */ ({
  bundle: true,
  minify: true,
  target: 'es2022',
  platform: 'browser',
  logLevel: 'warning',
});
const library = join(OUT, 'goim-client.js');
await build({ ...common, entryPoints: [join(HERE, 'src/index.ts')], format: 'esm', outfile: library });
const demo = join(OUT, 'goim-demo.js');
await build({ ...common, entryPoints: [join(HERE, 'src/goim-demo.ts')], format: 'iife', outfile: demo });
await copyFile(join(HERE, 'package.json'), join(OUT, 'package.json'));

const bytes = await readFile(library);
console.log(`goim-client: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
