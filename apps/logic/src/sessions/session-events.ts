import { createHash } from 'node:crypto';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { withinTime } from '#limits';
import { Metrics, SparseLines, type LabelledCounts } from '#observability';
import { findProviders } from '../extensions/find-providers.js';
import { IdempotencyStore } from '../idempotency/idempotency-store.js';
import { SessionHooks, type SessionEnd } from './session-hooks.js';
import type { SessionRecord } from './session-record.js';

const HOOK_TIMEOUT_MS = 5_000;
/** Sessions with hooks in flight. Beyond it events are dropped and counted, rather than kept in memory. */
const MAX_RUNNING = 20_000;

type Failure = 'error' | 'timeout' | 'overload' | 'unavailable';

/** Calls the `SessionHooks` of the extensions. Without any it costs nothing. */
@Injectable()
export class SessionEvents implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(SessionHooks.name);
  /** Each client that comes may have a hook fail. */
  private readonly lines = new SparseLines();
  private readonly failures: LabelledCounts<'hook' | 'reason'>;
  private readonly running = new Map<string, Promise<void>>();
  private hooks: readonly SessionHooks[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly claims: IdempotencyStore,
    metrics: Metrics,
  ) {
    this.failures = metrics.counter(
      'goim_session_hook_failures_total',
      'Begins and ends of sessions that a hook missed or failed on, by hook and reason: error, timeout, overload, or unavailable where NATS did not say which logic calls the hooks.',
      ['hook', 'reason'],
    );
  }

  /** @throws Error where a hook is request-scoped */
  onModuleInit(): void {
    this.hooks = findProviders(this.discovery, SessionHooks);
  }

  /** Whether anybody wants to know of ends: to find the expired ones costs requests to the store. */
  get reportsEnds(): boolean {
    return this.hooks.some((hook) => 'onSessionEnd' in hook);
  }

  began(session: SessionRecord): void {
    const hooks = this.hooks.filter((hook) => 'onSessionBegin' in hook);
    this.run(session, hooks, (hook) => hook.onSessionBegin?.(session));
  }

  /** Whoever removed the session from the store is the only one who did. */
  disconnected(session: SessionRecord): void {
    this.ended(session, 'disconnected');
  }

  /** Every logic may see this end: the first to claim it calls the hooks. @throws nothing: a failure is counted */
  async lost(session: SessionRecord, end: Exclude<SessionEnd, 'disconnected'>): Promise<void> {
    if (!this.reportsEnds) return;
    try {
      if ((await this.claims.claim(claimOf(session), { fingerprint: end })) !== null) return;
    } catch (err) {
      this.failed('', 'unavailable', { key: session.key, end, err });
      return;
    }
    this.ended(session, end);
  }

  /** What runs is done, or has had its time, before the connections of the extensions are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.running.values());
  }

  private ended(session: SessionRecord, end: SessionEnd): void {
    const hooks = this.hooks.filter((hook) => 'onSessionEnd' in hook);
    this.run(session, hooks, (hook) => hook.onSessionEnd?.(session, end));
  }

  private run(
    session: SessionRecord,
    hooks: readonly SessionHooks[],
    call: (hook: SessionHooks) => void | Promise<void>,
  ): void {
    if (hooks.length === 0) return;
    const id = claimOf(session);
    const before = this.running.get(id);
    if (!before && this.running.size >= MAX_RUNNING) {
      for (const hook of hooks) this.failures.inc({ hook: nameOf(hook), reason: 'overload' });
      return;
    }
    const callAll = async (): Promise<void> => {
      await before;
      await Promise.all(hooks.map((hook) => this.attempt(hook, session, call)));
    };
    const all = callAll().finally(() => {
      if (this.running.get(id) === all) this.running.delete(id);
    });
    this.running.set(id, all);
  }

  private async attempt(
    hook: SessionHooks,
    { key }: SessionRecord,
    call: (hook: SessionHooks) => void | Promise<void>,
  ): Promise<void> {
    const called = (async () => call(hook))();
    const late = (): void => this.failed(nameOf(hook), 'timeout', { key, timeoutMs: HOOK_TIMEOUT_MS });
    try {
      await withinTime(HOOK_TIMEOUT_MS, called, late);
    } catch (err) {
      this.failed(nameOf(hook), 'error', { key, err });
    }
  }

  private failed(hook: string, reason: Failure, facts: object): void {
    this.failures.inc({ hook, reason });
    this.lines.tell(`${hook} ${reason}`, (leftOut) => {
      this.logger.error('a session hook failed', { hook, reason, ...facts, ...leftOut });
    });
  }
}

/** Names one session for all logics: a key may be used again, and a legacy comet numbers no connections. */
function claimOf({ key, comet, connection, since }: SessionRecord): string {
  const session = JSON.stringify(['session', key, comet, connection, since]);
  return createHash('sha256').update(session).digest('base64url');
}

function nameOf(hook: SessionHooks): string {
  return hook.constructor.name;
}
