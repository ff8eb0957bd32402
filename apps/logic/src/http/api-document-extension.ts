import type { DocumentBuilder } from '@nestjs/swagger';

/**
 * Adds to the OpenAPI document: security schemes, servers, tags. Provide it in a module of `extensions`.
 *
 * The routes of an extension are in the document by themselves, with whatever `@nestjs/swagger` decorators they have.
 */
export abstract class ApiDocumentExtension {
  /** Called once, before the app listens. One that throws ends the start. */
  abstract extend(document: DocumentBuilder): void;
}
