export { ApiKeys, NoApiKeys } from './api-key.js';
export { ApiKeyFile, openApiKeys } from './api-key-file.js';
export { AuditLog, type AuditEntry } from './audit-log.js';
export { bearerOf, accountOf, type Caller, codeOf, type RefusedCall } from './caller.js';
export { Callers, openCallerTokens, type PushedTo } from './callers.js';
export { CallerTokens, NoCallerTokens } from './caller-tokens.js';
export { GrpcCallers, scopesOf } from './grpc-callers.js';
