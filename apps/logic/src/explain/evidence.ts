import type { SessionEvent } from '#contracts';
import type { Evidence } from './explain.schema.js';
import type { Facts } from './outcome.js';
import type { Witness } from './lives.js';

/** What a finding rests on, in the order of time; what is of now stands at the end. */
export function evidenceOf(facts: Facts, messageFrom: string): Evidence[] {
  const { message, witnesses, silent } = facts;
  const evidence: Evidence[] = [];
  if (message) {
    const detail = `operation ${message.operation} to ${message.targets.join(', ')}`;
    evidence.push({ what: 'message', where: messageFrom, time: message.time, detail });
  }
  for (const witness of witnesses) evidence.push(...saidBy(witness));
  for (const comet of silent) evidence.push({ what: 'silent', where: comet, time: null, detail: 'it did not answer' });
  return evidence.toSorted((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity));
}

function saidBy({ comet, events, live, told }: Witness): Evidence[] {
  const said = events.map((event) => ({ what: event.what, where: comet, time: event.time, detail: detailOf(event) }));
  if (told) {
    const { time, targeted, written, slow, notAccepted } = told;
    const detail = `here to ${targeted} sessions: written ${written}, slow ${slow}, not accepted ${notAccepted}`;
    said.push({ what: 'receipt', where: comet, time, detail });
  }
  const now: Evidence[] = [];
  if (live) {
    const rooms = [live.roomID, ...live.joined].filter((room) => room !== '');
    const detail = `in ${rooms.join(', ') || 'no room'}, accepts ${live.accepts.join(', ') || 'nothing'}`;
    now.push({ what: 'session', where: comet, time: null, detail });
  }
  return [...said, ...now];
}

function detailOf({ what, where, reason, accepts, from, to }: SessionEvent): string {
  if (what === 'begun' || what === 'accepts') return `accepts ${accepts.join(', ') || 'nothing'}`;
  if (what === 'gap') return `${where}: ${reason}, above ${from} up to ${to}`;
  if (what === 'caught-up') return `${where}: above ${from} up to ${to}`;
  if (what === 'withdrawn') return `${where}: ${to}`;
  return [where, reason].filter((text) => text !== '').join(' ');
}
