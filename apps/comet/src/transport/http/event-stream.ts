import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { HttpReadReply } from '#contracts';
import { Operation, TARGETED_VERSION } from '#protocol';
import { closeOf, messagesOf, type JsonMessage } from './message-json.js';

/** A client that takes nothing for this long is not written to any more; it may come back. */
const STALLED_MS = 30_000;

export interface EventSource {
  /** What comes after a reply; nothing where nothing came for a while. @throws AppError */
  readOn(reply: Pick<HttpReadReply, 'cursor' | 'reader'>): Promise<HttpReadReply>;
  /** Writes a cursor as the id of an event. */
  idOf(cursor: number): string;
}

/**
 * Writes what comes for a client as Server-Sent Events, an event a message, until either side ends. Whatever goes wrong
 * on the way ends the stream: the client comes back with the id of the last event that it got.
 *
 * Reads on only when the client has taken what was written: what it has not stays in the connection's bounded buffer.
 */
export async function streamEvents(source: EventSource, first: HttpReadReply, response: ServerResponse): Promise<void> {
  try {
    let reply = first;
    while (!response.destroyed) {
      const text = eventsOf(reply, source);
      if (reply.superseded || reply.reason !== '') {
        response.end(text);
        return;
      }
      if (!response.write(text) && !(await hasDrained(response))) break;
      reply = await source.readOn(reply);
    }
  } catch {
    response.end();
    return;
  }
  response.destroy();
}

function eventsOf({ packets, cursor, superseded, reason, message }: HttpReadReply, source: EventSource): string {
  if (superseded) return event('superseded', {});
  if (reason !== '') return event('close', closeOf(reason, message));
  const messages = messagesOf(packets);
  if (messages.length === 0) return ': keep-alive\n\n';
  const before = cursor - messages.length;
  return messages
    .map((one, n) => `id: ${source.idOf(before + n + 1)}\n${nameOf(one)}data: ${JSON.stringify(one)}\n\n`)
    .join('');
}

/** The line that names an event; an event without one is a message to `EventSource`. */
function nameOf({ op, ver, target }: JsonMessage): string {
  const isVerdict = op === Operation.ResumeReply || op === Operation.Notice;
  // Applications may push these operations as well.
  return isVerdict && ver === TARGETED_VERSION && target === undefined ? 'event: verdict\n' : '';
}

/** An event that is no message, such as the end. */
export function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function hasDrained(response: ServerResponse): Promise<boolean> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), STALLED_MS);
  const onClose = (): void => stop.abort();
  response.once('close', onClose);
  try {
    await once(response, 'drain', { signal: stop.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    response.off('close', onClose);
  }
}
