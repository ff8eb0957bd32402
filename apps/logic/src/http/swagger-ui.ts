import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { Dialects, NOWHERE } from './dialects.js';
import { FailureAnswers } from './failure-answers.js';
import { pages } from './pages.js';

/** Own scripts only, none within the page, and calls to where it comes from alone. Swagger UI has styles within the page, and icons. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
/** The page, its files, and the document. */
const PATHS = /^\/docs(?:-json|-yaml)?(?:[/?]|$)/;
/** Swagger UI's page, by each of its addresses. */
const PAGES: ReadonlySet<string> = new Set(['/docs', '/docs/', '/docs/index.html']);

/** No answer has links, whose column takes a fifth of a narrow page; there, a table has its cells below each other. */
const STYLES = `
  .swagger-ui .response-col_links { display: none }
  @media (max-width: 640px) {
    .swagger-ui .wrapper, .swagger-ui .opblock .opblock-section-header { padding: 0 10px }
    .swagger-ui .responses-inner, .swagger-ui .table-container { padding: 10px }
    .swagger-ui .opblock-tag { display: block }
    .swagger-ui .opblock-tag small { display: block; padding: 4px 0 0 }
    .swagger-ui .opblock-tag > div, .swagger-ui .opblock-tag button { display: none }
    .swagger-ui .opblock .opblock-summary-description { flex-basis: 100%; padding: 4px 0 }
    .swagger-ui table.parameters > thead, .swagger-ui table.responses-table > thead { display: none }
    .swagger-ui table.parameters > tbody, .swagger-ui table.responses-table > tbody,
    .swagger-ui table.parameters > tbody > tr, .swagger-ui table.responses-table > tbody > tr,
    .swagger-ui table.parameters > tbody > tr > td, .swagger-ui table.responses-table > tbody > tr > td {
      display: block; width: auto; min-width: 0; padding: 4px 0;
    }
    .swagger-ui .response-col_status { font-weight: 700 }
    .swagger-ui .filter .operation-filter-input { max-width: 100%; width: 100% }
  }
`;

/** Serves Swagger UI at /docs, where / leads as well, and the document at /docs-json. */
export function serveApiDocs(app: NestFastifyApplication, document: OpenAPIObject): void {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  app.get(Dialects).add(pages({ paths: PATHS, name: 'The documentation', home: '/docs' }));
  const answers = app.get(FailureAnswers);
  fastify.addHook('onRoute', (route) => {
    // They may be there before Nest's handler of errors, and Fastify's answers 500 to what is no error of its own.
    if (PATHS.test(route.url))
      route.errorHandler = (error, request, reply) => void answers.answer(error, request, reply);
    if (!PAGES.has(route.url)) return;
    route.onRequest = (_request, reply, done) => {
      void reply.headers({ 'Content-Security-Policy': CONTENT_SECURITY_POLICY, 'X-Content-Type-Options': 'nosniff' });
      done();
    };
  });
  SwaggerModule.setup('docs', app, document, {
    customSiteTitle: 'goim: push, rooms, sessions, history',
    customCss: STYLES,
    swaggerOptions: {
      filter: true,
      tryItOutEnabled: true,
      displayRequestDuration: true,
      docExpansion: 'list',
      // Of the answers; each operation shows its own.
      defaultModelsExpandDepth: 0,
    },
  });
  fastify.get(
    '/',
    { errorHandler: (error, request, reply) => void answers.answer(error, request, reply, NOWHERE) },
    (_request, reply) => reply.redirect('/docs'),
  );
}
