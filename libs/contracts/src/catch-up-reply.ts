import type { CatchUpReply } from './messages.js';

export interface MostCaughtUp {
  readonly messages: number;
  /** Bytes of the bodies, and of what each has around it. */
  readonly bytes: number;
}

/** What a body has around it, in a message of the bus as on the wire. */
const AROUND_BODY_BYTES = 64;

/** A reply with no more than the newest messages that fit; those left out, from the first after `after` on, are a gap. */
export function newestOf(reply: CatchUpReply, after: number, most: MostCaughtUp): CatchUpReply {
  const { messages, gaps } = reply;
  let first = messages.length;
  for (let bytes = 0; first > 0 && messages.length - first < most.messages; first--) {
    bytes += messages[first - 1]!.body.length + AROUND_BODY_BYTES;
    if (bytes > most.bytes) break;
  }
  if (first === 0) return reply;
  const to = messages[first - 1]!.id;
  return {
    verdict: 'gap',
    epoch: reply.epoch,
    upTo: reply.upTo,
    last: reply.last,
    reusableFor: reply.reusableFor,
    gaps: [{ from: after + 1, to }, ...gaps.filter((gap) => gap.to > to)],
    messages: messages.slice(first),
  };
}
