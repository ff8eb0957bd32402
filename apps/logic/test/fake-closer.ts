import type { Disconnect } from '#contracts';
import { SessionCloser } from '../src/sessions/session-closer.js';
import type { SessionRecord } from '../src/sessions/session-record.js';

/** Keeps whom it was to close, and why. */
export class FakeCloser {
  readonly closed: [key: string, reason: string][] = [];
  readonly asCloser = {
    close: async ({ key }: SessionRecord, { reason }: Disconnect) => {
      this.closed.push([key, reason]);
    },
  } as unknown as SessionCloser;
}
