import type { SessionRecord } from './session-record.js';

/**
 * Why a session ended: its client or its comet closed the connection (`disconnected`), a newer connection took its key
 * (`replaced`), or its comet did not renew it within `session.ttl`, as when the comet was killed (`expired`).
 */
export type SessionEnd = 'disconnected' | 'replaced' | 'expired';

/**
 * Notified of each session's begin and end. Provide it in a module of `extensions`: every provider that extends this class
 * is found, and all of them are called at the same time.
 *
 * A hook runs beside the connect, never in its way: the client is let in whatever the hook does. One that throws, or takes
 * longer than 5 s, is logged and counted in `goim_session_hook_failures_total`; it is not called again for the same event.
 *
 * One logic calls the hooks for an event, and calls them at most once: an event is lost where that logic is killed before
 * its hooks are done, and an end where NATS is away when logic looks whether the session has expired, or where no logic
 * runs at that time. For one session a logic calls `onSessionEnd` after its own `onSessionBegin` is done; where begin and
 * end come to two logics there is no such order.
 */
export abstract class SessionHooks {
  /** A client was let in and its session is stored; or a session that had expired was renewed after all. */
  onSessionBegin?(session: SessionRecord): void | Promise<void>;
  onSessionEnd?(session: SessionRecord, end: SessionEnd): void | Promise<void>;
}
