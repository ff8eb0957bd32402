import { parseTarget, type Mid } from '#contracts';
import { lifeAt, livesOf, type Life, type Witness } from './lives.js';

export const OUTCOMES = [
  'written',
  'caught-up',
  'not-connected',
  'joined-after',
  'not-in-room',
  'not-addressed',
  'operation-not-accepted',
  'slow',
  'expired',
  'comet-cut-off',
  'replaced',
  'withdrawn',
  'unknown',
] as const;
type Outcome = (typeof OUTCOMES)[number];

/** A connection that was closed as slow took with it what waited for it: at most what was written within this time before. */
const LOST_WITH_SLOW_MS = 30_000;
/** A slow session is noted once a second, however many pushes it misses. */
const SLOW_NOTED_MS = 1_000;
/** A comet asks each 5 s whether NATS is there, and takes it for gone after two questions that were not answered. */
const CUT_NOTED_MS = 15_000;

/** What is known of a message. */
export interface KnownMessage {
  readonly epoch: number;
  readonly id: number;
  readonly targets: readonly string[];
  readonly operation: number;
  /** It was stored: milliseconds since 1970. */
  readonly time: number;
  /** To all whom it names, whatever they accept; undefined: nobody knows, as without a receipt. */
  readonly unfiltered: boolean | undefined;
  /** Its time was up when a job came to it, perhaps after a try that came in time. */
  readonly expired: boolean;
  /** Comets that such a try handed it to, as far as job told. */
  readonly handedTo: readonly string[];
  /** Whether the history has it, by which a comet notices that it misses it; undefined: the history did not answer. */
  readonly isKept: boolean | undefined;
}

export interface Facts {
  readonly key: string;
  /** Whom the session belongs to; undefined where nobody knows. */
  readonly mid: Mid | undefined;
  /** When it began, by the registry; undefined where it is not there now. */
  readonly since: number | undefined;
  readonly message: KnownMessage | undefined;
  readonly withdrawn: boolean;
  readonly witnesses: readonly Witness[];
  /** Comets that did not answer. */
  readonly silent: readonly string[];
}

export interface Finding {
  readonly outcome: Outcome;
  readonly explanation: string;
}

/** Why a session got a message, or did not. What nobody remembers is unknown, and never guessed. */
export function outcomeOf(facts: Facts): Finding {
  const { message, withdrawn } = facts;
  if (!message) {
    return withdrawn
      ? found('withdrawn', 'The message was taken back: it is in no history, and nobody catches up with it.')
      : unknown('nothing is known of the message: no history has it, and its push did not ask for a receipt');
  }
  const finding = withoutWithdrawal(facts, message);
  if (finding.outcome !== 'written' && isCaughtUp(facts, message)) {
    return found('caught-up', 'It did not come when it was sent: the client was sent it when it caught up.');
  }
  const isMissed = withdrawn && finding.outcome !== 'written' && finding.outcome !== 'not-addressed';
  return isMissed ? found('withdrawn', `The message was taken back. ${finding.explanation}`) : finding;
}

function isCaughtUp({ witnesses }: Facts, { epoch, id, targets }: KnownMessage): boolean {
  return witnesses.some(({ events }) =>
    events.some(
      (event) =>
        event.what === 'caught-up' &&
        targets.includes(event.where) &&
        event.epoch === epoch &&
        event.from < id &&
        id <= event.to,
    ),
  );
}

function withoutWithdrawal(facts: Facts, message: KnownMessage): Finding {
  const { witnesses } = facts;
  if (message.expired && !isHandedOver(facts, message)) {
    return found('expired', 'Its time was up before it came to the comets.');
  }
  const lives = livesOf(witnesses, facts.since);
  const life = lifeAt(lives, ({ witness }) => cameAt(message, witness));
  if (!life) return whileAway(facts, message, lives);
  const at = cameAt(message, life.witness);
  const { room, isAddressed } = addressedTo(facts, message, life);
  if (!isAddressed) return found('not-addressed', 'The message was for others than this session and its member.');
  if (room !== undefined) {
    const isIn = life.isIn(room, at);
    if (isIn === undefined) return unknown('whether the session was in the room then is forgotten');
    if (!isIn) return outsideRoom(room, life, lives, at);
  } else if (!message.unfiltered && !isForAllItsTargets(life)) {
    const accepts = life.acceptsAt(at);
    if (!accepts) return unknown('which operations the session accepted then is forgotten');
    if (!accepts.includes(message.operation)) return notAccepting(message, life);
  }
  return inTheWay(message, life, at, room) ?? found('written', 'The comet wrote it to the connection.');
}

/** A comet that was handed a message delivers it whenever it comes to it, also where a later try found that its time was up. */
function isHandedOver({ witnesses }: Facts, { handedTo }: KnownMessage): boolean {
  return handedTo.length > 0 || witnesses.some(({ told }) => told !== undefined && told.targeted > 0);
}

/** A comet that counted sessions which do not accept it has looked at what they accept. */
function notAccepting({ operation, unfiltered }: KnownMessage, { witness }: Life): Finding {
  if (unfiltered === undefined && !witness.told?.notAccepted) {
    return unknown(
      `the session did not accept operation ${operation} then, and only a receipt tells whether the push asked for that, as those of goim v1 do not`,
    );
  }
  return found('operation-not-accepted', `The session did not accept operation ${operation} then.`);
}

/** When it came to a comet: by the comet's own word, else when it was stored. */
function cameAt(message: KnownMessage, { told }: Witness): number {
  return told?.time ?? message.time;
}

function whileAway({ witnesses, silent }: Facts, { time }: KnownMessage, lives: readonly Life[]): Finding {
  const last = lives.filter(({ to }) => to <= time).at(-1);
  if (last?.reason === 'slow') {
    return found('slow', 'Its connection had been closed as slow, and it was not back yet.');
  }
  if (silent.length > 0) return unknown(`comets did not answer: ${silent.join(', ')}`);
  if (witnesses.length === 0 || witnesses.some(({ since }) => since > time)) {
    return unknown('a comet has forgotten what happened then, or did not run yet');
  }
  const next = lives.find(({ from }) => from > time);
  const before = last ? `had ended (${last.reason})` : 'had not begun';
  return found('not-connected', `The session ${before} when the message came${next ? ', and began later' : ''}.`);
}

function addressedTo(
  { key, mid }: Facts,
  { targets }: KnownMessage,
  life: Life,
): { readonly room: string | undefined; readonly isAddressed: boolean } {
  for (const target of targets) {
    const addressee = parseTarget(target);
    if (addressee?.kind === 'room') return { room: addressee.room, isAddressed: true };
    const isIts =
      addressee?.kind === 'all' ||
      (addressee?.kind === 'session' && addressee.key === key) ||
      (addressee?.kind === 'member' && addressee.mid === (life.mid ?? mid));
    if (isIts) return { room: undefined, isAddressed: true };
  }
  return { room: undefined, isAddressed: false };
}

/** Clients of version 2 get all that is sent to their targets. */
function isForAllItsTargets({ to, witness }: Life): boolean {
  return to === Infinity && witness.live?.version === 2;
}

function outsideRoom(room: string, life: Life, lives: readonly Life[], at: number): Finding {
  if (life.joinedAfter(room, at)) return found('joined-after', `It joined ${room} after the message.`);
  const before = lives.filter(({ to }) => to <= at).at(-1);
  if (before?.reason === 'replaced' && before.isIn(room, before.to) === true) {
    return found('replaced', `A newer connection had taken the key, and is not in ${room}.`);
  }
  return found('not-in-room', `The session was not in ${room} then.`);
}

/** Why it was not written although it was for the session; undefined: nothing is known of that. */
function inTheWay(message: KnownMessage, life: Life, at: number, room: string | undefined): Finding | undefined {
  const { witness } = life;
  if (life.reason === 'slow' && life.to - at <= LOST_WITH_SLOW_MS) {
    return found('slow', 'Too much waited for the connection, which was closed as slow with what it had not read.');
  }
  const isSlow = witness.events.some(
    ({ what, key, time }) => what === 'slow' && key !== '' && Math.abs(time - at) <= SLOW_NOTED_MS,
  );
  if (isSlow) return found('slow', 'Too much waited for the connection, which missed pushes then.');
  if (witness.told && witness.told.targeted > 0) return undefined;
  if (message.expired) {
    return unknown(
      `its time was up when it was tried again, and comet ${witness.comet} has not told whether it had it`,
    );
  }
  const isLost = witness.events.some(
    ({ what, where, epoch, from, to }) =>
      what === 'gap' &&
      message.targets.includes(where) &&
      epoch === message.epoch &&
      from < message.id &&
      message.id <= to,
  );
  // The comet may know nothing any more of a room that the session has left since.
  const isStillFor = life.to === Infinity && (room === undefined || life.isIn(room, Infinity) === true);
  const isBehind = isStillFor && witness.reached < message.id;
  // Of what nobody keeps, later messages say nothing: they don't name it.
  const isUntold = !message.isKept && !witness.told;
  if (!isLost && !isBehind && !isUntold) return undefined;
  const isMissed = (isBehind || message.isKept === false) && wasCutOff(witness, message.time);
  if (isLost || isMissed) {
    return found('comet-cut-off', `Comet ${witness.comet} was cut off from the bus, and did not get it.`);
  }
  return unknown(
    isBehind
      ? `comet ${witness.comet} has not had the message: it may be on its way`
      : `comet ${witness.comet} has not told that it had the message, and nothing else tells`,
  );
}

/** A cut is noted when the comet notices it, and what was pushed before that did not come either. */
function wasCutOff({ events }: Witness, time: number): boolean {
  let isAway = false;
  for (const event of events) {
    if (event.what !== 'cut-off' && event.what !== 'back') continue;
    if (event.time > time) return isAway || (event.what === 'cut-off' && event.time - time <= CUT_NOTED_MS);
    isAway = event.what === 'cut-off';
  }
  return isAway;
}

function found(outcome: Outcome, explanation: string): Finding {
  return { outcome, explanation };
}

function unknown(why: string): Finding {
  return { outcome: 'unknown', explanation: `The evidence is gone: ${why}.` };
}
