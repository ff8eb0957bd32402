import { useCallback, useEffect, useRef } from 'react';

/**
 * A function that has something done soon: however often it is called meanwhile, that is done once.
 *
 * @param act as it is when its time comes
 * @param ms from a call until it is done; nothing is done more often
 */
export function useCalm(act: () => void, ms: number): () => void {
  const latest = useRef(act);
  const timer = useRef<number>(undefined);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, ms);
  }, [ms]);
}
