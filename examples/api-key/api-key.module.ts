// Asks for a key on every HTTP API of logic: docs/extending.md says how to start it.
import { timingSafeEqual } from 'node:crypto';
import { Injectable, Module, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { DocumentBuilder } from '@nestjs/swagger';
import { ApiDocumentExtension } from 'goim-nest/extension';

/** For probes and Prometheus, which have no key. */
const OPEN: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);

interface Request {
  /** The path that the route was registered by, however the caller wrote it; undefined where no route was found. */
  readonly routeOptions: { readonly url?: string };
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

@Injectable()
class ApiKeyGuard implements CanActivate {
  private readonly key = Buffer.from(process.env['API_KEY'] ?? '');

  constructor() {
    if (this.key.length === 0) throw new Error('API_KEY is not set');
  }

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { routeOptions, headers } = context.switchToHttp().getRequest<Request>();
    if (OPEN.has(routeOptions.url ?? '')) return true;
    const given = Buffer.from(String(headers['x-api-key'] ?? ''));
    if (given.length === this.key.length && timingSafeEqual(given, this.key)) return true;
    throw new UnauthorizedException('X-Api-Key is missing or wrong');
  }
}

/** Gives Swagger UI its Authorize button. */
@Injectable()
class ApiKeyScheme extends ApiDocumentExtension {
  extend(document: DocumentBuilder): void {
    document.addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'key').addSecurityRequirements('key');
  }
}

@Module({ providers: [{ provide: APP_GUARD, useClass: ApiKeyGuard }, ApiKeyScheme] })
export default class ApiKeyModule {}
