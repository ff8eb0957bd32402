/** What a module of `extensions` may use of logic: `import { UpstreamInterceptor } from 'goim-nest/extension'`. */
export { AppError, roomKey, type AppErrorCode, type CometId, type RoomKey, type SessionKey } from '#contracts';
export { Operation } from '#protocol';
export { PushService, type PushOptions } from './push/push.service.js';
export { SessionRegistry } from './registry/session-registry.js';
export { roomsOf, type Session } from './registry/session.js';
export { Authenticator, type Credentials, type Identity } from './session/authenticator.js';
export { writeRelay, type RelayRequest } from './upstream/relay-form.js';
export { UpstreamInterceptor, type UpstreamDecision } from './upstream/upstream-interceptor.js';
export type { UpstreamMessage } from './upstream/upstream-message.js';
