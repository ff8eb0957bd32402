import { describe, expect, it } from '@jest/globals';
import type { DeliveredMessage, LiveSession, SessionEvent } from '#contracts';
import { outcomeOf, type Facts, type KnownMessage } from './outcome.js';
import type { Witness } from './lives.js';

const KEY = 'k';
const ROOM = 'live://1';
const EPOCH = 7;
const ID = 2_048;
/** When the message was stored. */
const AT = 10_000;

function event(time: number, what: string, more: Partial<SessionEvent> = {}): SessionEvent {
  const nothing = { where: '', reason: '', accepts: [], mid: 0, epoch: 0, from: 0, to: 0 };
  return { time, what, key: KEY, ...nothing, ...more };
}

const joined = (time: number, where = ROOM): SessionEvent => event(time, 'joined', { where });
const begun = (time: number, accepts = [1000]): SessionEvent => event(time, 'begun', { accepts });
const ended = (time: number, reason: string): SessionEvent => event(time, 'ended', { reason });

function live(more: Partial<LiveSession> = {}): LiveSession {
  const now = { version: 1, pendingBytes: 0, silentFor: 0, quiet: false, slow: false };
  return { mid: 0, roomID: ROOM, joined: [], accepts: [1000], ...now, ...more };
}

function comet(events: SessionEvent[], more: Partial<Witness> = {}): Witness {
  return { comet: 'c1', since: 0, events, live: null, reached: ID, told: undefined, ...more };
}

function told(more: Partial<DeliveredMessage>): DeliveredMessage {
  const counts = { targeted: 0, written: 0, waiting: 0, notAccepted: 0, slow: 0, gone: 0, repeated: 0 };
  return { message: `${EPOCH}:${ID}`, comet: 'c1', time: AT, done: true, ...counts, ...more };
}

function message(target: string, more: Partial<KnownMessage> = {}): KnownMessage {
  const content = { operation: 1000, time: AT, unfiltered: false, expired: false, handedTo: [], isKept: true };
  return { epoch: EPOCH, id: ID, targets: [target], ...content, ...more };
}

function outcome(known: KnownMessage | undefined, witnesses: Witness[], more: Partial<Facts> = {}): string {
  const facts = { key: KEY, mid: undefined, since: undefined, withdrawn: false, silent: [] };
  return outcomeOf({ ...facts, message: known, witnesses, ...more }).outcome;
}

const TO_ROOM = message(`room:${ROOM}`);
const TO_KEY = message(`key:${KEY}`);
const IN_ROOM = [joined(5_000), begun(5_000)];

describe('the outcome', () => {
  it.each([
    [{}, 'caught-up'],
    [{ to: ID - 1 }, 'not-connected'],
    [{ from: ID }, 'not-connected'],
    [{ epoch: EPOCH + 1 }, 'not-connected'],
    [{ where: 'room:live://2' }, 'not-connected'],
  ])(
    'is that it was caught up with, where it was among what a client was sent that came back: %j',
    (more, expected) => {
      const caughtUp = event(13_000, 'caught-up', {
        where: `room:${ROOM}`,
        epoch: EPOCH,
        from: ID - 1,
        to: ID,
        ...more,
      });
      const events = [...IN_ROOM, ended(8_000, 'closed'), joined(12_000), begun(12_000), caughtUp];
      expect(outcome(TO_ROOM, [comet(events)])).toBe(expected);
    },
  );

  it('written: to the room that it was in, to its key, to its member, and to all', () => {
    expect(outcome(TO_ROOM, [comet(IN_ROOM, { live: live() })])).toBe('written');
    for (const target of [`key:${KEY}`, 'mid:7', 'all']) {
      expect(outcome(message(target), [comet([begun(5_000)], { live: live() })], { mid: 7 })).toBe(
        target === 'mid:7' ? 'not-addressed' : 'written',
      );
    }
    const ofMember = event(5_000, 'begun', { accepts: [1000], mid: 7 });
    expect(outcome(message('mid:7'), [comet([ofMember], { live: live({ mid: 7 }) })])).toBe('written');
  });

  it('written: to a session whose begin the comet has forgotten, by how it is now', () => {
    const witness = comet([], { since: 9_000, live: live() });
    expect(outcome(TO_ROOM, [witness], { since: 5_000 })).toBe('written');
    expect(outcome(TO_KEY, [witness], { since: 5_000 })).toBe('written');
  });

  it('not-connected: it had ended, and began again later', () => {
    const events = [...IN_ROOM, ended(6_000, 'client'), joined(11_000), begun(11_000)];
    expect(outcome(TO_ROOM, [comet(events, { live: live() })])).toBe('not-connected');
    expect(outcome(TO_ROOM, [comet([])])).toBe('not-connected');
  });

  it('joined-after', () => {
    expect(outcome(TO_ROOM, [comet([begun(5_000), joined(11_000)], { live: live() })])).toBe('joined-after');
  });

  it('not-in-room: never, or no more', () => {
    expect(outcome(TO_ROOM, [comet([begun(5_000)], { live: live({ roomID: '' }) })])).toBe('not-in-room');
    const left = [...IN_ROOM, event(9_000, 'left', { where: ROOM })];
    expect(outcome(TO_ROOM, [comet(left, { live: live({ roomID: '' }) })])).toBe('not-in-room');
  });

  it('not-addressed: to another key', () => {
    expect(outcome(message('key:other'), [comet([begun(5_000)], { live: live() })])).toBe('not-addressed');
  });

  it('operation-not-accepted, by what it accepted then; rooms and unfiltered pushes do not ask', () => {
    const later = event(11_000, 'accepts', { accepts: [1000] });
    const witness = comet([joined(5_000), begun(5_000, [1001]), later], { live: live() });
    expect(outcome(TO_KEY, [witness])).toBe('operation-not-accepted');
    expect(outcome(TO_ROOM, [witness])).toBe('written');
    expect(outcome(message(`key:${KEY}`, { unfiltered: true }), [witness])).toBe('written');
    expect(outcome(TO_KEY, [{ ...witness, live: live({ version: 2 }) }])).toBe('written');
  });

  it('unknown: what the session did not accept, where nobody knows whether the push asked, as those of goim v1 do not', () => {
    const unasked = message(`key:${KEY}`, { operation: 5, unfiltered: undefined });
    const witness = comet([begun(5_000, [])], { live: live({ accepts: [] }) });
    expect(outcome(unasked, [witness])).toBe('unknown');
    expect(outcome({ ...unasked, operation: 1000 }, [comet([begun(5_000)], { live: live() })])).toBe('written');
    const counted = told({ targeted: 1, notAccepted: 1 });
    expect(outcome(unasked, [{ ...witness, told: counted }])).toBe('operation-not-accepted');
  });

  it('slow: closed with what it had not read, not back yet, or left out of pushes', () => {
    const closed = [...IN_ROOM, ended(AT + 500, 'slow')];
    expect(outcome(TO_ROOM, [comet(closed)])).toBe('slow');
    expect(outcome(TO_ROOM, [comet([...IN_ROOM, ended(AT - 500, 'slow')])])).toBe('slow');
    expect(outcome(TO_ROOM, [comet([...IN_ROOM, event(AT + 1, 'slow')], { live: live() })])).toBe('slow');
    expect(outcome(TO_ROOM, [comet([...IN_ROOM, event(AT - 9_000, 'slow')], { live: live() })])).toBe('written');
  });

  it('expired: before it came to the comets', () => {
    expect(outcome({ ...TO_ROOM, expired: true }, [comet(IN_ROOM, { live: live() })])).toBe('expired');
    const none = comet(IN_ROOM, { live: live(), told: told({}) });
    expect(outcome({ ...TO_ROOM, expired: true }, [none])).toBe('expired');
  });

  describe('of a push that expired when it was tried again, a comet having hung at the first try', () => {
    const known = message(`key:${KEY}`, { expired: true, handedTo: ['c1', 'c2'] });
    const here = [begun(5_000)];

    it('written: at a comet that told so, which an explanation as expired contradicted', () => {
      const witness = comet(here, { live: live(), told: told({ targeted: 1, written: 1 }) });
      expect(outcome(known, [witness], { silent: ['c2'] })).toBe('written');
      expect(outcome({ ...known, handedTo: [] }, [witness])).toBe('written');
    });

    it('unknown: at the comet that hung, which delivers it when it wakes, and says so then', () => {
      const other = comet([], { comet: 'c1', told: told({ targeted: 1, written: 1 }) });
      expect(outcome(known, [other], { silent: ['c2'] })).toBe('unknown');
      const awake = comet(here, { comet: 'c2', live: live() });
      expect(outcome(known, [other, awake])).toBe('unknown');
      expect(outcome(known, [awake])).toBe('unknown');
      const delivered = { ...awake, told: told({ targeted: 1, written: 1 }) };
      expect(outcome(known, [other, delivered])).toBe('written');
    });
  });

  it('comet-cut-off: the comet was away and has not had it since, or knows that it misses it', () => {
    const away = event(9_000, 'cut-off', { key: '' });
    expect(outcome(TO_ROOM, [comet([...IN_ROOM, away], { live: live(), reached: 1_024 })])).toBe('comet-cut-off');
    const gap = event(11_000, 'gap', { key: '', where: `room:${ROOM}`, epoch: EPOCH, from: 1_024, to: 2_048 });
    expect(outcome(TO_ROOM, [comet([...IN_ROOM, gap], { live: live() })])).toBe('comet-cut-off');
    expect(outcome(TO_ROOM, [comet([...IN_ROOM, away], { live: live() })])).toBe('written');
  });

  // Later messages name the one of the history before them, and so none that nobody keeps: it was said to be written.
  it.each<[string, boolean | undefined, SessionEvent[], string]>([
    ['comet-cut-off', false, [event(9_000, 'cut-off', { key: '' })], 'comet-cut-off'],
    ['unknown, without a cut', false, [], 'unknown'],
    ['unknown, where the history did not answer', undefined, [event(9_000, 'cut-off', { key: '' })], 'unknown'],
  ])('%s: of what nobody keeps the comet has not told, and has had later messages', (_, isKept, cut, expected) => {
    const known = { ...TO_ROOM, isKept };
    const witness = comet([...IN_ROOM, ...cut], { live: live(), reached: ID + 1_024 });
    expect(outcome(known, [witness])).toBe(expected);
    expect(outcome(known, [{ ...witness, told: told({ targeted: 1, written: 1 }) }])).toBe('written');
  });

  it('comet-cut-off: the comet noticed only afterwards that it was', () => {
    const without = (...events: SessionEvent[]): string =>
      outcome(TO_ROOM, [comet([...IN_ROOM, ...events], { live: live(), reached: 1_024 })]);
    const [cut, back] = ['cut-off', 'back'].map((what) => (at: number) => event(at, what, { key: '' }));
    expect(without(cut!(AT + 5_000), back!(AT + 6_000))).toBe('comet-cut-off');
    expect(without(cut!(AT - 2_000), back!(AT - 1_000), cut!(AT + 5_000))).toBe('comet-cut-off');
    expect(without(cut!(AT - 2_000), back!(AT - 1_000))).toBe('unknown');
    expect(without(cut!(AT + 60_000))).toBe('unknown');
  });

  it('replaced: a newer connection with the key is not in the room', () => {
    const older = comet([...IN_ROOM, ended(8_000, 'replaced')]);
    const newer = comet([begun(8_001)], { comet: 'c2', live: live({ roomID: '' }) });
    expect(outcome(TO_ROOM, [older, newer])).toBe('replaced');
  });

  it('withdrawn: nothing is left of it, or it was not there before', () => {
    const events = [...IN_ROOM, ended(6_000, 'client')];
    expect(outcome(undefined, [comet([])], { withdrawn: true })).toBe('withdrawn');
    expect(outcome(TO_ROOM, [comet(events)], { withdrawn: true })).toBe('withdrawn');
    expect(outcome(TO_ROOM, [comet(IN_ROOM, { live: live() })], { withdrawn: true })).toBe('written');
  });

  it.each<[string, KnownMessage | undefined, Witness[], Partial<Facts>]>([
    ['nothing is known of the message', undefined, [comet(IN_ROOM)], {}],
    ['a comet did not answer', TO_ROOM, [comet([])], { silent: ['c2'] }],
    ['a comet has forgotten what was then', TO_ROOM, [comet([], { since: AT + 1 })], {}],
    ['nobody remembers its rooms then', TO_ROOM, [comet([], { since: AT + 1, live: live() })], { since: 5_000 }],
    ['nobody remembers what it accepted', TO_KEY, [comet([], { since: AT + 1, live: live() })], { since: 5_000 }],
    ['it may be on its way', TO_ROOM, [comet(IN_ROOM, { live: live(), reached: 1_024 })], {}],
  ])('unknown: %s', (_why, known, witnesses, more) => {
    expect(outcome(known, witnesses, more)).toBe('unknown');
  });
});
