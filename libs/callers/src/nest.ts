export { ApiKeys, NoApiKeys } from './api-keys.js';
export { ApiKeyFile, openApiKeys } from './api-key-file.js';
export { AuditLog, type AuditEntry } from './audit-log.js';
export { bearerOf } from './bearer.js';
export type { Caller } from './caller.js';
export { Callers, type PushedTo, type Refusal } from './callers.js';
export { GrpcCallers, scopesOf } from './grpc-callers.js';
