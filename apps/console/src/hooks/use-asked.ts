import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { problemFrom, type ApiProblem } from '../api/problem.js';
import { useVisible } from './use-visible.js';

export interface Asked<Data> {
  /** The newest answer; stays while the next one is awaited. */
  readonly data: Data | undefined;
  /** Why the newest question failed. */
  readonly problem: ApiProblem | undefined;
  readonly isLoading: boolean;
  /** Asks once more. */
  readonly again: () => void;
}

interface Options<Data> {
  /** Milliseconds between an answer and the next question; without it one is asked. */
  readonly every?: number;
  /** Whether an answer is the last one that is worth asking for. */
  readonly until?: (data: Data) => boolean;
}

/**
 * Asks the server, anew whenever `question` changes, and every so often while the page is visible.
 *
 * @param question names what is asked; undefined = nothing is
 * @param ask is called for each question; its signal aborts when nobody waits any more
 */
export function useAsked<Data>(
  question: string | undefined,
  ask: (signal: AbortSignal) => Promise<Data>,
  { every, until }: Options<Data> = {},
): Asked<Data> {
  const [state, setState] = useState<{ question?: string; data?: Data; problem?: ApiProblem }>({});
  const [times, setTimes] = useState(0);
  const isVisible = useVisible();
  const askNow = useEffectEvent(ask);
  const isLast = useEffectEvent((data: Data) => until?.(data) ?? false);
  const isPaused = every !== undefined && !isVisible;

  useEffect(() => {
    if (question === undefined || isPaused) return undefined;
    const aborter = new AbortController();
    let timer: number | undefined;
    const askOnce = async (): Promise<void> => {
      try {
        const data = await askNow(aborter.signal);
        if (aborter.signal.aborted) return;
        setState({ question, data });
        if (isLast(data)) return;
      } catch (error) {
        if (aborter.signal.aborted) return;
        setState((before) => ({ ...(before.question === question && before), question, problem: problemFrom(error) }));
      }
      if (every !== undefined) timer = window.setTimeout(() => void askOnce(), every);
    };
    void askOnce();
    return () => {
      aborter.abort();
      window.clearTimeout(timer);
    };
  }, [question, every, isPaused, times]);

  const again = useCallback(() => setTimes((n) => n + 1), []);
  const isOfThis = state.question === question;
  return {
    data: isOfThis ? state.data : undefined,
    problem: isOfThis ? state.problem : undefined,
    isLoading: question !== undefined && !isOfThis,
    again,
  };
}
