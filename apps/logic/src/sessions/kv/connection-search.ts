import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { CometId } from '#contracts';
import type { SessionRecord } from '../session-record.js';

/** What is asked within this time is looked for together. */
const GATHER_MS = 250;
/** Sessions looked at before the event loop turns: about a millisecond. */
const STEP = 20_000;

/**
 * Finds sessions by their connection, of which no index is kept: it is asked only where a comet lost logic's answer to a
 * connect. Such asks come in bursts, and one walk over all sessions serves all that wait.
 */
export class ConnectionSearch {
  private wanted = new Map<string, (found: SessionRecord | undefined) => void>();
  private running = false;

  constructor(private readonly sessions: () => IterableIterator<SessionRecord>) {}

  find(comet: CometId, connection: number): Promise<SessionRecord | undefined> {
    const found = new Promise<SessionRecord | undefined>((resolve) => {
      const name = nameOf(comet, connection);
      // The same may be asked twice: both hear of it.
      const earlier = this.wanted.get(name);
      this.wanted.set(name, (session) => {
        earlier?.(session);
        resolve(session);
      });
    });
    if (!this.running) void this.run();
    return found;
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.wanted.size > 0) {
      await delay(GATHER_MS);
      const wanted = this.wanted;
      this.wanted = new Map();
      await this.walk(wanted);
      for (const resolve of wanted.values()) resolve(undefined);
    }
    this.running = false;
  }

  private async walk(wanted: Map<string, (found: SessionRecord) => void>): Promise<void> {
    let looked = 0;
    for (const session of this.sessions()) {
      const name = nameOf(session.comet, session.connection);
      wanted.get(name)?.(session);
      wanted.delete(name);
      if (wanted.size === 0) return;
      if (++looked % STEP === 0) await turn();
    }
  }
}

function nameOf(comet: CometId, connection: number): string {
  return `${connection} ${comet}`;
}
