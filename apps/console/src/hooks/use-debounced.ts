import { useEffect, useState } from 'react';

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
