import { jetstream, type JetStreamManager } from '@nats-io/jetstream';
import type { Bus } from './bus.js';

/**
 * JetStream answers nothing where nobody leads what it is asked for, as while servers elect a leader: whoever waits longer
 * goes on later than it could.
 */
export const API_TIMEOUT_MS = 2_000;

/** What JetStream is asked by. It throws where nothing is answered within `API_TIMEOUT_MS`. */
export function jetStreamApi(bus: Bus): Promise<JetStreamManager> {
  return jetstream(bus.connection, { timeout: API_TIMEOUT_MS }).jetstreamManager(false);
}
