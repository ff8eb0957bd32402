import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.js';

/** Who calls the APIs, and what they do that is worth a line. Global: every feature, and every extension, has callers. */
@Global()
@Module({ providers: [AuditLog], exports: [AuditLog] })
export class CallersModule {}
