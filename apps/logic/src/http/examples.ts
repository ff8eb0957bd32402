import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Dialects } from './dialects.js';
import { pages } from './pages.js';

/** Where the build puts the page, seen from this file in dist/. */
const CHAT = fileURLToPath(new URL('../../../../examples/chat', import.meta.url));

/** Own scripts and styles only, none within the page; the comets are on other ports, or other hosts. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the chat of examples/chat at /examples/chat. */
export async function serveExamples(app: NestFastifyApplication): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  app.get(Dialects).add(pages({ paths: /^\/examples(\/|\?|$)/, name: 'The chat', home: '/examples/chat/' }));
  // Loaded where it is needed alone.
  const { default: fastifyStatic } = await import('@fastify/static');
  await fastify.register(fastifyStatic, {
    root: CHAT,
    prefix: '/examples/chat',
    redirect: true,
    decorateReply: false,
    setHeaders: (reply) => {
      void reply.headers({
        'Content-Security-Policy': CONTENT_SECURITY_POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
      });
    },
  });
}
