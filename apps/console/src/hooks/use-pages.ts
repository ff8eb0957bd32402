import { useState } from 'react';
import { useAsked, type Asked } from './use-asked.js';

export interface Pages<Data> extends Asked<Data> {
  /** From 1 on. */
  readonly number: number;
  readonly back: (() => void) | undefined;
  readonly forth: (() => void) | undefined;
}

/**
 * A list, a page at a time, by the cursors that its pages name.
 *
 * @param question as `useAsked` has it; another one begins at its first page
 */
export function usePages<Data extends { readonly next?: string }>(
  question: string | undefined,
  ask: (cursor: string | undefined, signal: AbortSignal) => Promise<Data>,
  options: { readonly every?: number } = {},
): Pages<Data> {
  const [place, setPlace] = useState<{ question?: string; cursors: readonly string[] }>({ cursors: [] });
  const cursors = place.question === question ? place.cursors : [];
  const cursor = cursors.at(-1);
  const asked = useAsked(
    question === undefined ? undefined : `${question} ${cursor ?? ''}`,
    (signal) => ask(cursor, signal),
    options,
  );
  const next = asked.data?.next;
  return {
    ...asked,
    number: cursors.length + 1,
    back: cursors.length > 0 ? () => setPlace({ question, cursors: cursors.slice(0, -1) }) : undefined,
    forth: next === undefined ? undefined : () => setPlace({ question, cursors: [...cursors, next] }),
  };
}
