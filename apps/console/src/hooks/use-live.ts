import { answerOf, api } from '../api/client.js';
import type { components } from '../api/schema.js';
import { useStream, type Stream } from './use-stream.js';

type Schemas = components['schemas'];

/** What is done with each event of `GET /v1/stream`. Those without are not asked for. */
interface Followers {
  readonly counts?: (counts: Schemas['CountsEvent']) => void;
  readonly node?: (event: Schemas['NodeEvent']) => void;
  readonly session?: (event: Schemas['SessionEvent']) => void;
  /** Some were not told: since nobody was there yet, or since they were too many. */
  readonly missed?: () => void;
}

const KINDS = { counts: 'counts', node: 'nodes', session: 'sessions' } as const;

/** What changes in the whole system, told as it does. */
export function useLive(followers: Followers): Stream {
  const names = Object.keys(KINDS) as (keyof typeof KINDS)[];
  const events = names
    .filter((name) => followers[name] !== undefined)
    .map((name) => KINDS[name])
    .join(',');
  return useStream(
    `live ${events}`,
    (signal) => answerOf(api.GET('/v1/stream', { params: { query: { events } }, parseAs: 'stream', signal })),
    (told) => {
      for (const { name, data } of told) {
        if (name === 'left-out') followers.missed?.();
        else followers[name as keyof typeof KINDS]?.(data as never);
      }
    },
    followers.missed,
  );
}
