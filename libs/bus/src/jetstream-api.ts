import { AppError, BUCKETS_BY_LOGIC } from '#contracts';
import { jetstream, JetStreamApiError, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { Bus } from './bus.js';

/**
 * JetStream answers nothing where nobody leads what it is asked for, as while servers elect a leader: whoever waits longer
 * goes on later than it could.
 */
export const API_TIMEOUT_MS = 2_000;

/** What JetStream is asked by. It throws where nothing is answered within `API_TIMEOUT_MS`. */
export function jetStreamApi(bus: Bus): Promise<JetStreamManager> {
  return jetStreamClient(bus).jetstreamManager(false);
}

/** The same for the libraries that are built on it. */
export function jetStreamClient(bus: Bus): JetStreamClient {
  const apiPrefix = bus.isServedByLogic ? { apiPrefix: BUCKETS_BY_LOGIC } : {};
  return jetstream(bus.connection, { timeout: API_TIMEOUT_MS, ...apiPrefix });
}

interface Lookup<Answer> {
  readonly question: (manager: JetStreamManager) => Promise<Answer>;
  /** Whether JetStream says that there is no such thing. */
  readonly isMissing: (error: JetStreamApiError) => boolean;
  /** What is said where JetStream does not answer. */
  readonly failure: string;
}

/** @returns null where there is no such thing; @throws AppError `unavailable` */
export async function lookUp<Answer>(
  bus: Bus,
  { question, isMissing, failure }: Lookup<Answer>,
): Promise<Answer | null> {
  if (!bus.isConnected) throw new AppError('unavailable', `not connected to NATS at ${bus.server}`);
  try {
    return await question(await jetStreamApi(bus));
  } catch (cause) {
    if (cause instanceof JetStreamApiError && isMissing(cause)) return null;
    throw new AppError('unavailable', failure, { cause });
  }
}
