/** What a module of `extensions` may use of logic: `import { UpstreamInterceptor } from 'goim-nest/extension'`. */
export {
  AppError,
  formatCursor,
  jsonMid,
  midOf,
  roomKey,
  type AppErrorCode,
  type CometId,
  type Cursor,
  type Mid,
  type RoomKey,
  type SessionKey,
  type Target,
} from '#contracts';
export { Operation } from '#protocol';
export { type ApiKey, type PushLimits, type Scope } from '#callers';
export { AuditLog, type AuditEntry, type Caller } from '#callers/nest';
export { Audited } from './callers/audited.js';
export { CalledBy, type ApiRequest } from './callers/caller.js';
export { Public, RequireScope } from './callers/require-scope.js';
export { ApiDocumentExtension } from './http/api-document-extension.js';
export { PushService, type Pushed, type PushOptions, type Reached } from './push/push.service.js';
export { SessionRegistry } from './sessions/session-registry.js';
export { SessionHooks, type SessionEnd } from './sessions/session-hooks.js';
export { roomsOf, type SessionRecord } from './sessions/session-record.js';
export { Authenticator, type Credentials, type Identity } from './auth/authenticator.js';
export { Authorizer, type Asker, type Decision } from './authorization/authorizer.js';
export { UpstreamEvent, UpstreamEventContext, type UpstreamEventOptions } from './upstream/events/upstream-event.js';
export { writeRelay, type RelayRequest } from './upstream/relay-form.js';
export { UpstreamInterceptor, type UpstreamDecision } from './upstream/upstream-interceptor.js';
export type { UpstreamMessage } from './upstream/upstream-message.js';
