import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from '#test-support';

const OPERATION = 1000;
const BATCH = 100;

/** Pushes `count` messages, in batches, each repeated under its idempotency key until it is accepted. */
export async function pushAll(
  base: () => string,
  count: number,
  dice: Dice,
  rooms: number,
  members: number,
): Promise<Map<string, string[]>> {
  const accepted = new Map<string, string[]>();
  for (let sent = 0; sent < count; sent += BATCH) {
    const pushes: object[] = [];
    const targets: [string, string][] = [];
    for (let n = sent; n < Math.min(sent + BATCH, count); n++) {
      const message = String(n);
      const kind = dice.roll(100);
      if (kind < 90) {
        const room = `live://${dice.roll(rooms)}`;
        pushes.push({ to: 'room', room, operation: OPERATION, message });
        targets.push([`room:${room}`, message]);
      } else if (kind < 99) {
        const mid = 1 + dice.roll(members);
        pushes.push({ to: 'mids', mids: [mid], operation: OPERATION, message });
        targets.push([`mid:${mid}`, message]);
      } else {
        pushes.push({ to: 'all', operation: OPERATION, message });
        targets.push(['all', message]);
      }
    }
    await accept(base, `soak-${sent}`, JSON.stringify({ pushes }));
    for (const [target, message] of targets) {
      const messages = accepted.get(target);
      if (messages) messages.push(message);
      else accepted.set(target, [message]);
    }
  }
  return accepted;
}

async function accept(base: () => string, key: string, body: string): Promise<void> {
  for (;;) {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const status = await fetch(`${base()}/v1/push/batch`, { method: 'POST', headers, body }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 202) return;
    if (status !== 503 && status !== 0) throw new Error(`a batch was answered with ${status}`);
    await delay(100);
  }
}
