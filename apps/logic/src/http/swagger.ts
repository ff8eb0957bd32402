import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { packageVersion } from '#config';

/** Serves Swagger UI at /docs, the document at /docs-json. */
export function serveApiDocs(app: INestApplication): void {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('goim logic')
      .setDescription('Push messages to connected clients: by key, by member, by room or to all.')
      .setVersion(packageVersion())
      .build(),
  );
  SwaggerModule.setup('docs', app, document);
}
