import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { LogicConfig } from '../config/logic.config.js';
import { serveConsole, showsConsole } from './console-pages.js';

const PAGE = '<!doctype html><title>console</title>';
const SCRIPT = 'console.log(1);';

let folder: string;
let server: FastifyInstance;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goim-console-'));
  server = fastify();
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function get(path: string): Promise<{ status: number; headers: Headers; text: string }> {
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  const answer = await fetch(`${address}${path}`);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function build(): Promise<void> {
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'assets/index-a1.js'), SCRIPT);
  await writeFile(join(folder, 'assets/index-a1.js.gz'), gzipSync(SCRIPT));
}

describe('the pages of the console', () => {
  it.each(['/console', '/console/', '/console/rooms', '/console/room?key=live%3A%2F%2F1'])(
    'are one, which is asked for anew each time: %s',
    async (url) => {
      await build();
      await serveConsole(server, folder);
      const { status, headers, text } = await get(url);
      expect([status, text]).toEqual([200, PAGE]);
      expect(headers.get('cache-control')).toBe('no-cache');
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' ");
      expect(policy).not.toContain('unsafe');
    },
  );

  it('have files that are kept for ever, and come gzipped', async () => {
    await build();
    await serveConsole(server, folder);
    const { status, headers, text } = await get('/console/assets/index-a1.js');
    expect([status, text]).toEqual([200, SCRIPT]);
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it.each(['index-b2.js', 'index-a1.js.gz', '..%2Findex.html', '%2e%2e%2f%2e%2e%2fpackage.json'])(
    'are no file that was not built: %s',
    async (name) => {
      await build();
      await serveConsole(server, folder);
      expect((await get(`/console/assets/${name}`)).status).toBe(404);
    },
  );

  it('say what to do where nobody has built them', async () => {
    await serveConsole(server, folder);
    const { status, text } = await get('/console/rooms');
    expect(status).toBe(404);
    expect(text).toContain('npm run build');
  });

  it.each([
    [{}, true],
    [{ http: { host: '0.0.0.0' } }, false],
    [{ http: { host: '0.0.0.0' }, console: { enabled: true } }, true],
    [{ console: { enabled: false } }, false],
  ])('are shown on loopback, and elsewhere where they are asked for: %j', (settings, expected) => {
    expect(showsConsole(LogicConfig.parse(settings))).toBe(expected);
  });
});
