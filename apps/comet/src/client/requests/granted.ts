import type { Grant } from '#contracts';

/** Why a client may not do something. */
export interface Refusal {
  readonly error: string;
  /** In words, for the client; '' = it is not to know more. */
  readonly reason: string;
}

/** What logic said of one client, and how long that holds. */
export interface KeptDecision {
  /** By the comet's clock. */
  readonly until: number;
  readonly refusal: Refusal | null;
}

/** One for all: most clients of most comets have it. */
const EVERYTHING: Grant = Object.freeze({ mayJoin: [], joinsAny: true, readsAny: true });
const NOTHING: Grant = Object.freeze({ mayJoin: [], joinsAny: false, readsAny: false });

/** What a client was granted. @param grant null = logic said nothing, which grants nothing */
export function grantOf(grant: Grant | null | undefined): Grant {
  if (!grant) return NOTHING;
  return grant.joinsAny && grant.readsAny ? EVERYTHING : grant;
}
