import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { Bus } from '../bus.js';
import type { StreamAsset } from './assets.js';

const REQUEST_TIMEOUT_MS = 2_000;

/**
 * Creates a stream anew whose retention is another than wanted, which no server changes, once it is empty.
 *
 * First it is given a subject of its own, so that nobody can store anything in it any more; then it is looked at again.
 * Where several processes do this at once, the first one whose ticket the stream takes goes on, for as long as the stream
 * remembers message ids (2 minutes).
 *
 * @returns whether it was done; false where the stream is not empty, or another process does it
 */
export async function rebuildEmptyStream(
  bus: Bus,
  manager: JetStreamManager,
  { config }: StreamAsset,
  found: StreamInfo,
): Promise<boolean> {
  const { name } = config;
  const parked = parkedSubject(name);
  if (found.state.messages > 0 && !isParked(found)) return false;
  if (!isParked(found)) await manager.streams.update(name, { subjects: [parked] });
  const { state } = await manager.streams.info(name);
  if (state.messages > 0) {
    await manager.streams.update(name, { subjects: config.subjects });
    return false;
  }
  const ticket = headers();
  ticket.set('Nats-Msg-Id', 'ticket');
  const options = { timeout: REQUEST_TIMEOUT_MS, headers: ticket };
  const answer = await bus.connection.request(parked, new Uint8Array(0), options);
  if (answer.json<{ duplicate?: boolean }>().duplicate) return false;
  await manager.streams.delete(name);
  await manager.streams.add(config);
  return true;
}

/** Whether some process has begun to create the stream anew. */
export function isParked({ config }: StreamInfo): boolean {
  return config.subjects?.[0] === parkedSubject(config.name);
}

function parkedSubject(name: string): string {
  return `${name}.parked`;
}
