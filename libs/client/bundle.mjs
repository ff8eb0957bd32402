// Part of `npm run build`: the client library as one file for browsers, ready to be published from dist/libs/client; the
// stand-in for goim's JavaScript demo; and the page that is made with the library. Prints the size.
import { copyFile, cp, readFile } from 'node:fs/promises';
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

// The page of examples/chat, as logic serves it.
const page = join(ROOT, 'dist/examples/chat');
await cp(join(ROOT, 'examples/chat'), page, { recursive: true });
await copyFile(library, join(page, 'goim-client.js'));

const bytes = await readFile(library);
console.log(`goim-client: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
