// Part of `npm run build`: the console, into dist/apps/console, where logic serves it from. Fails where a first load would be
// too long. `npm run dev:console` serves it from its sources, with a logic of `npm start` behind it.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const OUT = join(import.meta.dirname, '../../dist/apps/console');
const LOGIC = 'http://127.0.0.1:3111';

/** What a browser loads before the first page stands there, gzipped. */
const LONGEST_FIRST_LOAD = 250 * 1024;
const COMPRESSIBLE = /\.(js|css|svg|html)$/;

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would be `data:` URLs, which the Content-Security-Policy does not let load.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What is bounded is what goes over the wire.
    chunkSizeWarningLimit: 1_000,
  },
  esbuild: { jsx: 'automatic' },
  server: { proxy: { '/v1': LOGIC } },
  plugins: [{ name: 'goim-console', apply: 'build', closeBundle: finish }],
});

/** Writes each file gzipped as well, for logic to serve, and looks at the size of the first load. */
async function finish() {
  const names = (await readdir(OUT, { recursive: true })).filter((name) => COMPRESSIBLE.test(name));
  const page = await readFile(join(OUT, 'index.html'), 'utf8');
  let firstLoad = 0;
  for (const name of names) {
    const gzipped = gzipSync(await readFile(join(OUT, name)), { level: 9 });
    await writeFile(join(OUT, `${name}.gz`), gzipped);
    if (name === 'index.html' || page.includes(name)) firstLoad += gzipped.length;
  }
  console.log(`console: ${Math.ceil(firstLoad / 1024)} KB gzipped at first load`);
  if (firstLoad > LONGEST_FIRST_LOAD) {
    throw new Error(`The console's first load has ${firstLoad} bytes gzipped, more than ${LONGEST_FIRST_LOAD}.`);
  }
}
