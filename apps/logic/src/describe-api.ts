import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Bus } from '#bus';
import { LiveConfig } from '#config';
import { LogicConfig } from './config/logic.config.js';
import { LogicModule } from './logic.module.js';
import { apiDocument } from './http/swagger.js';

/** The text of docs/openapi.json. Nothing is started: in preview mode Nest makes no provider. */
export async function describeLogicApi(): Promise<string> {
  const module = LogicModule.forRoot(LiveConfig.still(LogicConfig), {} as Bus);
  const app = await NestFactory.create(module, new FastifyAdapter(), { preview: true, logger: false });
  return `${JSON.stringify(apiDocument(app), null, 2)}\n`;
}
