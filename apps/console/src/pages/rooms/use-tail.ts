import { useRef, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { LeftOut } from '../../api/event-stream.js';
import type { components } from '../../api/schema.js';
import { useCalm } from '../../hooks/use-calm.js';
import { useStream, type Stream } from '../../hooks/use-stream.js';

/** A message, with a number of its own: one that is sent again comes with the same id. */
type Tailed = components['schemas']['TailedMessage'] & { readonly n: number };

export interface Tail extends Stream {
  /** The newest first. */
  readonly messages: readonly Tailed[];
  /** Messages that came since the list was shown last, while it is paused. */
  readonly waiting: number;
  /** Messages that were not told: they came too fast. */
  readonly leftOut: number;
  /** The server was cut off, and nobody knows what it missed. */
  readonly hasGap: boolean;
  /** It was not followed for a while, as the page was hidden or the stream broke. */
  readonly wasAway: boolean;
  readonly isPaused: boolean;
  readonly pause: (isPaused: boolean) => void;
  readonly clear: () => void;
}

interface Shown {
  readonly messages: readonly Tailed[];
  readonly leftOut: number;
  readonly hasGap: boolean;
  readonly wasAway: boolean;
}

/** As many as somebody reads; older ones are forgotten. */
export const MOST = 200;
/** The list is drawn no more often. */
const DRAW_MS = 150;
const NOTHING: Shown = { messages: [], leftOut: 0, hasGap: false, wasAway: false };

/** The messages to a room as they are sent, a bounded number of them. */
export function useTail(room: string): Tail {
  const [shown, setShown] = useState(NOTHING);
  const [waiting, setWaiting] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const came = useRef({ ...NOTHING, total: 0, shownTotal: 0, wasOpen: false });
  const show = (): void => {
    const { messages, leftOut, hasGap, wasAway, total } = came.current;
    came.current.shownTotal = total;
    setWaiting(0);
    setShown({ messages, leftOut, hasGap, wasAway });
  };
  const draw = useCalm(() => {
    if (isPaused) setWaiting(came.current.total - came.current.shownTotal);
    else show();
  }, DRAW_MS);
  const stream = useStream(
    `tail ${room}`,
    (signal) => answerOf(api.GET('/v1/rooms/{room}/tail', { params: { path: { room } }, parseAs: 'stream', signal })),
    (events) => {
      const now = came.current;
      for (const { name, data } of events) {
        if (name === 'message') {
          now.messages = [{ ...(data as Tailed), n: ++now.total }, ...now.messages.slice(0, MOST - 1)];
        } else if (name === 'left-out') {
          const { count } = data as LeftOut;
          if (count === null) now.hasGap = true;
          else now.leftOut += count;
        }
      }
      draw();
    },
    () => {
      const now = came.current;
      now.wasAway ||= now.wasOpen;
      now.wasOpen = true;
      draw();
    },
  );
  const pause = (wanted: boolean): void => {
    setPaused(wanted);
    if (!wanted) show();
  };
  const clear = (): void => {
    came.current = { ...came.current, ...NOTHING };
    show();
  };
  return { ...stream, ...shown, waiting, isPaused, pause, clear };
}
