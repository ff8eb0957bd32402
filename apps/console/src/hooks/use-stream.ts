import { useEffect, useEffectEvent, useState } from 'react';
import { readEvents, type StreamEvent } from '../api/event-stream.js';
import { problemFrom, type ApiProblem } from '../api/problem.js';
import { useVisible } from './use-visible.js';

export interface Stream {
  /** It tells of what happens now. */
  readonly isOpen: boolean;
  /** Why it could not be opened. */
  readonly problem: ApiProblem | undefined;
}

/** Too many streams are open: others end. */
const TOO_MANY = 429;
const CLOSED: Stream = { isOpen: false, problem: undefined };
/** As the streams themselves say, and longer each time that they cannot be had. */
const RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * Follows a stream of events while the page is visible, and comes back where it breaks.
 *
 * @param question names the stream; undefined = none is followed
 * @param open asks for it; its signal aborts when nobody follows any more, and with that the stream ends
 * @param onEvents those that came together
 * @param onOpen whatever happened before was not told
 */
export function useStream(
  question: string | undefined,
  open: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>,
  onEvents: (events: readonly StreamEvent[]) => void,
  onOpen?: () => void,
): Stream {
  const [state, setState] = useState(CLOSED);
  const isVisible = useVisible();
  const openNow = useEffectEvent(open);
  const tell = useEffectEvent(onEvents);
  const tellOpen = useEffectEvent(() => onOpen?.());

  useEffect(() => {
    if (question === undefined || !isVisible) return undefined;
    const aborter = new AbortController();
    let timer: number | undefined;
    const follow = async (wait: number): Promise<void> => {
      let next = wait;
      let problem: ApiProblem | undefined;
      try {
        const stream = await openNow(aborter.signal);
        next = RETRY_MS;
        setState({ isOpen: true, problem: undefined });
        tellOpen();
        await readEvents(stream, (events) => {
          if (!aborter.signal.aborted) tell(events);
        });
      } catch (error) {
        problem = problemFrom(error);
      }
      if (aborter.signal.aborted) return;
      setState({ isOpen: false, problem });
      if (problem && isForGood(problem)) return;
      timer = window.setTimeout(() => void follow(Math.min(next * 2, LONGEST_RETRY_MS)), next);
    };
    void follow(RETRY_MS);
    return () => {
      aborter.abort();
      window.clearTimeout(timer);
      setState(CLOSED);
    };
  }, [question, isVisible]);

  return state;
}

/** What a request is wrong in stays wrong. */
function isForGood({ details: { status } }: ApiProblem): boolean {
  return status >= 400 && status < 500 && status !== TOO_MANY;
}
