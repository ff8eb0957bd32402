import { expect } from '@jest/globals';
import { GoimClient } from '#client';
import type { AppProcess } from '#test-support';
import { WebSocket } from 'ws';

/** A client of version 2 that is in one room, and what it was told there, in order: the messages, and `gap: <reason>`. */
export interface RoomClient {
  readonly client: GoimClient;
  readonly told: string[];
}

/** Resolves when the client is in the room. @param cursors of a client before it */
export async function listenTo(
  room: string,
  comet: AppProcess,
  key: string,
  cursors: Record<string, string>,
): Promise<RoomClient> {
  const client = new GoimClient({
    url: comet.address('websocket'),
    webSocket: WebSocket,
    cursors,
    getToken: () => ({ mid: 1, key }),
  });
  const told: string[] = [];
  const joined = client.room(room);
  joined.on('message', (message) => told.push(message.text()));
  joined.on('gap', ({ reason }) => told.push(`gap: ${reason}`));
  await new Promise<void>((resolve) => void joined.on('joined', () => resolve()));
  return { client, told };
}

/** Resolves when it is accepted. */
export async function pushTo(room: string, logic: AppProcess, message: string): Promise<void> {
  const response = await fetch(`${logic.address('http')}/v1/push/room`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ room, operation: 1000, message }),
  });
  expect([response.status, response.ok ? '' : await response.text()]).toEqual([response.status, '']);
}
