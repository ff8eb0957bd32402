import type { Break } from '../src/hub/break.js';
import { Continuity, ContinuityCounts } from '../src/hub/continuity.js';
import type { Push } from '../src/hub/push.js';
import { settled } from './fake-client.js';
import { FakeMissed } from './fake-missed.js';
import { packet } from './fake-outlet.js';

export const EPOCH = 7;

/** A push of a message an id. */
export function pushOf(ids: number[], prev: number, epoch = EPOCH): Push {
  return {
    operation: null,
    packets: Buffer.concat(ids.map((id) => packet(String(id)))),
    origin: { epoch, ids, prev, transient: [] },
  };
}

/** The continuity of a room that delivers to nobody, and keeps what it was given. */
export class ContinuityFixture {
  readonly missed = new FakeMissed();
  readonly counts = new ContinuityCounts();
  readonly delivered: number[] = [];
  /** Of each delivered push, the message before it. */
  readonly prevs: number[] = [];
  readonly breaks: Break[] = [];
  readonly continuity = new Continuity(
    {
      target: 'room:r',
      deliver: ({ origin }) => {
        this.delivered.push(...origin!.ids);
        this.prevs.push(origin!.prev);
      },
      broken: (how) => this.breaks.push(how),
    },
    this.missed,
    this.counts,
  );

  /** Answers the oldest reading. @param ids of the messages that are read */
  async answer(ids: number[], upTo: number, verdict: 'recovered' | 'gap' | 'unavailable' = 'recovered'): Promise<void> {
    this.missed.readings.shift()!.answer({ verdict, pushes: ids.map((id) => pushOf([id], 0)), upTo });
    await settled();
  }

  /** Answers the oldest reading: another stream began. */
  async answerReset(epoch: number, upTo: number): Promise<void> {
    this.missed.readings.shift()!.answer({ verdict: 'reset', epoch, upTo, pushes: [] });
    await settled();
  }
}
