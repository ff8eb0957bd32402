import { useCallback, useEffect, useRef, useState } from 'react';

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

const QUIET_MS = 250;

/** The value, once it has not changed for a moment: not every letter is worth a question. */
export function useDebounced<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), QUIET_MS);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}
