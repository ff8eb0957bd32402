import { AppError, BUCKETS_BY_LOGIC, STREAMS_BY_LOGIC } from '#contracts';
import {
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  type StoredMsg,
  type StreamInfo,
} from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import type { Bus } from '../connection/bus.js';

/**
 * JetStream answers nothing where nobody leads what it is asked for, as while servers elect a leader: whoever waits longer
 * goes on later than it could.
 */
export const API_TIMEOUT_MS = 2_000;
const ASKED_AGAIN_AFTER_MS = 500;

/** What JetStream is asked by. It throws where nothing is answered within `timeout`, in milliseconds. */
export function jetStreamApi(bus: Bus, timeout = API_TIMEOUT_MS): Promise<JetStreamManager> {
  return jetStreamClient(bus, timeout).jetstreamManager(false);
}

/** What streams are made and changed by: JetStream, or a logic for it. It throws as above. */
export function streamsApi(bus: Bus): Promise<JetStreamManager> {
  if (!bus.hasStreamsByLogic) return jetStreamApi(bus);
  return jetstream(bus.connection, { timeout: API_TIMEOUT_MS, apiPrefix: STREAMS_BY_LOGIC }).jetstreamManager(false);
}

/** The same for the libraries that are built on it. */
export function jetStreamClient(bus: Bus, timeout = API_TIMEOUT_MS): JetStreamClient {
  const apiPrefix = bus.isServedByLogic ? { apiPrefix: BUCKETS_BY_LOGIC } : {};
  return jetstream(bus.connection, { timeout, ...apiPrefix });
}

/**
 * What JetStream says of a stream. While it does not answer it is asked again every 500 ms, and its first answer counts: servers
 * that elected a leader meanwhile never answer what they were asked before.
 *
 * @throws JetStreamApiError where there is no such stream; what `isUnanswered` tells where nothing is answered in time
 */
export async function streamInfo({ streams }: JetStreamManager, stream: string): Promise<StreamInfo> {
  let again: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const ask = () => void streams.info(stream).then(resolve, reject);
      again = setInterval(ask, ASKED_AGAIN_AFTER_MS);
      ask();
    });
  } finally {
    clearInterval(again);
  }
}

/** Whether JetStream has not answered in time, which is at the bottom of the error. */
export function isUnanswered(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof errors.TimeoutError || isUnanswered(error.cause);
}

/** JSSequenceNotFoundErrF of nats-server's errors.json. */
const SEQUENCE_NOT_FOUND = 10_043;

/** Whether JetStream says that a stream has no such message. Of one that was deleted it says so in one of two ways: by the place that it had. */
export function isNoMessage(error: unknown): boolean {
  return (
    error instanceof JetStreamApiError && (error.code === SEQUENCE_NOT_FOUND || error.message === 'no message found')
  );
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

/** The newest message of a subject; null = there is none, or no such stream. @throws AppError `unavailable` */
export function newestMessage(bus: Bus, stream: string, subject: string): Promise<StoredMsg | null> {
  return lookUp(bus, {
    question: ({ streams }) => streams.getMessage(stream, { last_by_subj: subject }),
    isMissing: ({ code }) => code === JetStreamApiCodes.StreamNotFound,
    failure: `cannot look at the newest message of ${subject}`,
  });
}
