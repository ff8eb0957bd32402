import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { isLoopback, LiveConfig, type Live } from '#config';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LogicConfig } from '../config/logic.config.js';

/** Where the build puts the console, seen from this file in dist/. */
const BUILT = fileURLToPath(new URL('../../../console', import.meta.url));
const PATH = '/console';
const NOT_BUILT = 'The console has not been built here: `npm run build` does that, and so does `npm start`.\n';
/** A file's name has a hash of its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The two style elements that react-aria adds by itself: what can be pressed does not scroll, and what lies behind a dialog does
 * not either. The browser test of the console fails where they are others.
 */
const STYLES_OF_REACT_ARIA = [
  "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
  "'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg='",
];

/** Own scripts and styles only, none within the page, and calls to where it comes from alone. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${STYLES_OF_REACT_ARIA.join(' ')}`,
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

export function showsConsole({ console: { enabled }, http: { host } }: Pick<LogicConfig, 'console' | 'http'>): boolean {
  return enabled ?? isLoopback(host);
}

/**
 * Serves the console at /console, at the port of the HTTP API that it calls. Nobody needs a key for its files, which tell nothing
 * of this installation.
 */
@Injectable()
export class ConsolePages implements OnModuleInit {
  constructor(
    private readonly adapter: HttpAdapterHost,
    @Inject(LiveConfig) private readonly live: Live<LogicConfig>,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!showsConsole(this.live.current)) return;
    await serveConsole(this.adapter.httpAdapter.getInstance<FastifyInstance>(), BUILT);
  }
}

/** @param folder with what the build made */
export async function serveConsole(fastify: FastifyInstance, folder: string): Promise<void> {
  // The same page at each path: which one is meant is the console's own affair.
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
  const assets = join(folder, 'assets');
  const names = new Set(await readdir(assets).catch(() => []));
  const isBuilt = page !== undefined && names.size > 0;
  const show = (_request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (!isBuilt) return reply.code(404).type('text/plain; charset=utf-8').send(NOT_BUILT);
    return reply
      .headers({ ...HEADERS, 'Cache-Control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(page);
  };
  fastify.get(PATH, show);
  fastify.get(`${PATH}/*`, show);
  if (!isBuilt) return;
  fastify.get<{ Params: { name: string } }>(`${PATH}/assets/:name`, async ({ params, headers }, reply) => {
    const { name } = params;
    const type = TYPES[extname(name)];
    // Whatever name is asked for, only a file that was listed is read.
    if (!names.has(name) || type === undefined) throw new NotFoundException(`The console has no file ${name}`);
    const isZipped = names.has(`${name}.gz`) && /\bgzip\b/.test(headers['accept-encoding'] ?? '');
    if (isZipped) void reply.header('Content-Encoding', 'gzip');
    return reply
      .headers({ ...HEADERS, 'Cache-Control': FOR_EVER, Vary: 'Accept-Encoding' })
      .type(type)
      .send(await readFile(join(assets, isZipped ? `${name}.gz` : name)));
  });
}
