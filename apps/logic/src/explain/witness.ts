import type { DeliveredMessage, LiveSession, SessionEvent } from '#contracts';

/** What a comet says. */
export interface Witness {
  readonly comet: string;
  readonly since: number;
  readonly events: readonly SessionEvent[];
  readonly live: LiveSession | null;
  readonly reached: number;
  /** By the push's receipt. */
  readonly told: DeliveredMessage | undefined;
}
