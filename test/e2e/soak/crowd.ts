import { setTimeout as delay } from 'node:timers/promises';
import { EventStream, type Dice } from '#test-support';
import { readBody } from '../chaos/load.js';
import { ofWatchers, type Counts } from '../chaos/verdict.js';
import { Watcher } from '../chaos/watcher.js';
import type { Delivery } from './journeys.js';

const SHORTEST_STAY_MS = 2_000;
const LONGEST_STAY_MS = 30_000;

/** Clients of version 1 that come and go, and what became of what they should have had. */
export class Crowd {
  readonly counts: Counts = { lost: 0, repeated: 0, disordered: 0 };
  visits = 0;

  constructor(
    private readonly load: string,
    private readonly onMessage: (delivery: Delivery) => void,
  ) {}

  /** One after another in a place, until it is told to stop. @param url by TCP, WebSocket or long polling */
  async visit(room: string, url: string, dice: Dice, until: { readonly done: boolean }): Promise<void> {
    const { protocol } = new URL(url);
    for (; !until.done; this.visits++) {
      const watcher = new Watcher(room, url, this.load, (askedAt, push, cameAt) =>
        this.onMessage({ askedAt, push, cameAt, by: protocol.slice(0, -1) }),
      );
      await watcher.come();
      await stay(dice, until);
      await watcher.leave();
      this.count(ofWatchers([watcher]));
    }
  }

  /** The same by Server-Sent Events. @param base of comet's HTTP port */
  async stream(room: string, base: string, dice: Dice, until: { readonly done: boolean }): Promise<void> {
    for (; !until.done; this.visits++) {
      const opened = await fetch(`${base}/v1/connections`, {
        method: 'POST',
        body: JSON.stringify({ room_id: room, accepts: [] }),
      });
      const { id } = (await opened.json()) as { id: string };
      const stream = await EventStream.open(`${base}/v1/connections/${id}/events`);
      await stay(dice, until);
      stream.close();
      await stream.ended;
      await fetch(`${base}/v1/connections/${id}`, { method: 'DELETE' });
      const bodies = stream.bodies.map((body) => readBody(body ?? '')).filter(({ load }) => load === this.load);
      this.count(ofWatchers([{ connections: [bodies.map(({ n }) => n)] }]));
    }
  }

  private count({ lost, repeated, disordered }: Counts): void {
    this.counts.lost += lost;
    this.counts.repeated += repeated;
    this.counts.disordered += disordered;
  }
}

async function stay(dice: Dice, until: { readonly done: boolean }): Promise<void> {
  const end = Date.now() + SHORTEST_STAY_MS + dice.roll(LONGEST_STAY_MS - SHORTEST_STAY_MS);
  for (; Date.now() < end && !until.done; await delay(SHORTEST_STAY_MS / 10));
}
