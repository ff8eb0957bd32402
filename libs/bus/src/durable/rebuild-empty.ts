import { setTimeout as delay } from 'node:timers/promises';
import { JetStreamApiCodes, JetStreamApiError, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { Bus } from '../connection/bus.js';
import { denialOf } from '../connection/denial.js';
import type { StreamAsset } from './assets.js';

const NOTHING = new Uint8Array(0);
const REQUEST_TIMEOUT_MS = 2_000;
/** Whoever has the ticket deletes the stream within this after it asked for it, or not at all. */
const USED_WITHIN_MS = 5_000;
/** A process that has not gone on for so long has ended: another one takes its place, and none of its requests is under way. */
const HELD_MS = 10_000;
/** Another process is waited for: each of those that may end meanwhile for `HELD_MS`. */
const WAIT_MS = 3 * HELD_MS;
const LOOK_EVERY_MS = 250;

/**
 * Creates a stream anew whose retention is another than wanted, which no server changes, once it is empty.
 *
 * First it is parked: given a subject of its own, so that nobody can store anything else in it any more. Then the process stores
 * a ticket on that subject, which the stream takes only where nothing was stored since the process found it empty: neither a
 * message of somebody's nor another's ticket. So of several processes one goes on, and the others wait until it has.
 *
 * A process that ends in between leaves the stream parked. Where nothing is stored in it for `HELD_MS`, another one stores the
 * next ticket, and goes on. Nobody compares clocks: each process counts from when it saw the last ticket.
 *
 * @returns whether this process did it; false where the stream is not empty, or another process does it, or did
 */
export async function rebuildEmptyStream(
  bus: Bus,
  manager: JetStreamManager,
  { config }: StreamAsset,
): Promise<boolean> {
  const { name } = config;
  const found = await parkedInfo(manager, name);
  if (!found || found.config.retention === config.retention) return false;
  let sequence = found.state.last_seq;
  if (!isParked(found)) {
    if (othersIn(found) > 0) return false;
    await assertMayStoreTickets(bus, name);
    await manager.streams.update(name, { subjects: [parkedSubject(name)] });
    if (await replaceWithTicket(bus, manager, config, found, sequence)) return true;
  } else if (bus.hasStreamsByLogic) {
    // It may delete no stream.
    return false;
  }
  const begun = performance.now();
  let seenAt = begun;
  while (performance.now() - begun < WAIT_MS) {
    const now = await parkedInfo(manager, name);
    if (now?.created !== found.created || !isParked(now)) return false;
    if (othersIn(now) > 0) {
      await manager.streams.update(name, { subjects: config.subjects });
      return false;
    }
    if (now.state.last_seq !== sequence) {
      sequence = now.state.last_seq;
      seenAt = performance.now();
    } else if (performance.now() - seenAt >= HELD_MS) {
      if (await replaceWithTicket(bus, manager, config, found, sequence)) return true;
    }
    await delay(LOOK_EVERY_MS);
  }
  return false;
}

/** Whether some process has begun to create the stream anew. */
export function isParked({ config }: StreamInfo): boolean {
  return config.subjects?.[0] === parkedSubject(config.name);
}

/**
 * Where nobody listens yet, only a right that is missing is told.
 *
 * @throws Error where the permissions of the user forbid it, who would leave the stream parked
 */
async function assertMayStoreTickets({ connection }: Bus, name: string): Promise<void> {
  await connection.request(parkedSubject(name), NOTHING, { timeout: REQUEST_TIMEOUT_MS }).catch((error: unknown) => {
    if (denialOf(error)) throw error;
  });
}

/** @returns whether the stream had no message behind `sequence` and took the ticket, and was created anew */
async function replaceWithTicket(
  bus: Bus,
  manager: JetStreamManager,
  config: StreamAsset['config'],
  found: StreamInfo,
  sequence: number,
): Promise<boolean> {
  const { name } = config;
  const asked = performance.now();
  const expected = headers();
  expected.set('Nats-Expected-Last-Sequence', String(sequence));
  const options = { timeout: REQUEST_TIMEOUT_MS, headers: expected };
  const answer = await bus.connection.request(parkedSubject(name), NOTHING, options);
  const { seq, error } = answer.json<{ seq?: number; error?: object }>();
  if (error || seq === undefined) return false;
  const now = await parkedInfo(manager, name);
  if (now?.created !== found.created || !isParked(now) || now.state.last_seq !== seq || othersIn(now) > 0) return false;
  // A process that stood still meanwhile may have been replaced.
  if (performance.now() - asked > USED_WITHIN_MS) return false;
  await manager.streams.delete(name);
  await manager.streams.add(config).catch(async (cause: unknown) => {
    // Whoever keeps it creates it where it is missing.
    if (!(await parkedInfo(manager, name))) throw cause;
  });
  return true;
}

/** What JetStream says of the stream, the number of its tickets included; undefined: there is no such stream. */
async function parkedInfo({ streams }: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await streams.info(name, { subjects_filter: parkedSubject(name) });
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
    throw error;
  }
}

/** Messages that are no tickets: nobody works those, be they of a process of an older version that let the stream be. */
function othersIn({ config: { name }, state }: StreamInfo): number {
  return state.messages - (state.subjects?.[parkedSubject(name)] ?? 0);
}

function parkedSubject(name: string): string {
  return `${name}.parked`;
}
