import type { Disconnect } from '#contracts';
import { SessionCloser } from '../src/comets/session-closer.js';
import type { Session } from '../src/registry/session.js';

/** Keeps whom it was to close, and why. */
export class FakeCloser {
  readonly closed: [key: string, reason: string][] = [];
  readonly asCloser = {
    close: async ({ key }: Session, { reason }: Disconnect) => {
      this.closed.push([key, reason]);
    },
  } as unknown as SessionCloser;
}
