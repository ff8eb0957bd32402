import type { Welcome } from './connection.js';
import { Feed, type FeedEvents, type Verdict } from './feed.js';
import { MAX_BODY_BYTES } from './frame.js';
import type { Message } from './message.js';

export interface FeedsEvents extends Omit<FeedEvents, 'behind'> {
  /** Asks the server for what is after these cursors, where it is connected. */
  resume(cursors: Cursors): void;
}

/** A cursor a target. */
type Cursors = Record<string, string>;

const ROOM = 'room:';
const ALL = 'all';
/** Within it a target that is behind is asked for; then within twice as long, and so on. */
const FIRST_RETRY_MS = 500;

/** A target that is behind: when it is asked for next, and when it is given up. */
interface Recovery {
  readonly deadline: number;
  readonly pause: number;
  timer?: ReturnType<typeof setTimeout>;
}

/** The feeds of all targets, and the requests for what they miss. */
export class Feeds {
  private readonly feeds = new Map<string, Feed>();
  private readonly recoveries = new Map<Feed, Recovery>();

  constructor(
    cursors: Readonly<Record<string, string>>,
    private readonly recoverWithin: number,
    private readonly events: FeedsEvents,
  ) {
    for (const [target, cursor] of Object.entries(cursors)) this.feed(target, cursor);
  }

  get cursors(): Cursors {
    return Object.fromEntries([...this.feeds].flatMap(([target, { cursor }]) => (cursor ? [[target, cursor]] : [])));
  }

  cursorOf(target: string): string | undefined {
    return this.feeds.get(target)?.cursor;
  }

  /**
   * A connection was opened. Forgets the keys and members of earlier ones: nobody may read what is sent to those any more.
   *
   * @param welcome says where its targets are; nothing where no history is kept
   * @param isJoined whether the client joins the room, and resumes it by that
   * @returns what to resume, as packets that the server takes; one at least
   */
  opened({ key, mid, cursors: current = {} }: Welcome, isJoined: (room: string) => boolean): Cursors[] {
    const isUnknown = Object.keys(current).length === 0;
    const own = new Set([ALL, `key:${key}`, `mid:${mid}`, ...Object.keys(current)]);
    const resumed: Cursors = {};
    for (const target of new Set([...this.feeds.keys(), ...Object.keys(current)])) {
      const isRoom = target.startsWith(ROOM);
      if (!isRoom && !own.has(target)) this.forget(target);
      else {
        const cursor = this.feed(target).opened(current[target]);
        const isOfConnection = own.has(target) || (isUnknown && !isJoined(target));
        if (cursor !== undefined && isOfConnection) resumed[target] = cursor;
      }
    }
    const packets = packetsOf(resumed);
    for (const later of packets.slice(1)) for (const target of Object.keys(later)) this.awaitVerdict(this.feed(target));
    return packets;
  }

  /** A connection ended: the next one resumes all targets. */
  closed(): void {
    for (const feed of this.feeds.values()) this.settle(feed);
  }

  /** Where the client is with these targets, as packets that the server takes. */
  packetsOf(targets: readonly string[]): Cursors[] {
    const known = targets.flatMap((target) => {
      const cursor = this.cursorOf(target);
      return cursor === undefined ? [] : [[target, cursor] as const];
    });
    return known.length === 0 ? [] : packetsOf(Object.fromEntries(known));
  }

  joined(target: string, current: string | undefined): void {
    this.feed(target).joined(current);
  }

  forget(target: string): void {
    const feed = this.feeds.get(target);
    if (feed) this.settle(feed);
    this.feeds.delete(target);
  }

  receive(message: Message, prev: bigint): void {
    const feed = this.feed(message.target);
    feed.receive(message, prev);
    // It may have given up, since too much waited.
    if (this.recoveries.size > 0 && !feed.isBehind) this.settle(feed);
  }

  judge(verdicts: Readonly<Record<string, Verdict>>): void {
    for (const [target, verdict] of Object.entries(verdicts)) {
      // A room that was left meanwhile has none.
      const feed = this.feeds.get(target);
      if (!feed) continue;
      if (verdict.verdict === 'forbidden') {
        // A room may be joined later.
        if (!target.startsWith(ROOM)) this.forget(target);
        continue;
      }
      feed.judge(verdict);
      if (!feed.isBehind) this.settle(feed);
    }
  }

  notice(target: string, notice: Verdict): void {
    const feed = this.feed(target);
    feed.notice(notice);
    if (!feed.isBehind) this.settle(feed);
  }

  withdrawn(target: string, id: string, epoch: string): void {
    this.feeds.get(target)?.withdrawn(id, epoch);
  }

  private feed(target: string, cursor?: string): Feed {
    let feed = this.feeds.get(target);
    if (!feed) {
      // A handler of the message before may have left the room.
      const ifKept = (tell: () => void): void => {
        if (this.feeds.get(target) === made) tell();
      };
      const events: FeedEvents = {
        message: (message) => ifKept(() => this.events.message(message)),
        gap: (gap) => ifKept(() => this.events.gap(gap)),
        behind: () => this.recover(made),
      };
      const made: Feed = new Feed(target, events, cursor);
      this.feeds.set(target, (feed = made));
    }
    return feed;
  }

  /** Asks after longer and longer pauses, each left to chance, until it is too late. */
  private recover(feed: Feed): void {
    const { deadline, pause, timer }: Recovery = this.recoveries.get(feed) ?? {
      deadline: Date.now() + this.recoverWithin,
      pause: FIRST_RETRY_MS,
    };
    clearTimeout(timer);
    const wait = Math.min(Math.random() * pause, deadline - Date.now());
    this.recoveries.set(feed, { deadline, pause: pause * 2, timer: setTimeout(() => this.ask(feed), wait) });
  }

  private ask(feed: Feed): void {
    const recovery = this.recoveries.get(feed);
    if (!recovery || !feed.isBehind) return;
    const left = recovery.deadline - Date.now();
    const { cursor } = feed;
    if (left <= 0 || cursor === undefined) {
      this.settle(feed);
      feed.giveUp();
      return;
    }
    // Where no verdict comes it is given up then.
    recovery.timer = setTimeout(() => this.ask(feed), left);
    this.events.resume({ [feed.target]: cursor });
  }

  /**
   * For a target that the first packet does not name. The server has it live from that one on, and answers one after the
   * other: what is newer than the verdict comes first, and is held back until then.
   */
  private awaitVerdict(feed: Feed): void {
    feed.wait();
    const timer = setTimeout(() => this.ask(feed), this.recoverWithin);
    this.recoveries.set(feed, { deadline: Date.now() + this.recoverWithin, pause: FIRST_RETRY_MS, timer });
  }

  private settle(feed: Feed): void {
    clearTimeout(this.recoveries.get(feed)?.timer);
    this.recoveries.delete(feed);
  }
}

const encoder = new TextEncoder();
const BYTES_FOR_CURSORS = MAX_BODY_BYTES - '{"cursors":{}}'.length;

/** Shares cursors out among as few packets as the server's bound for one allows. A target above that is none of the server's. */
function packetsOf(cursors: Cursors): Cursors[] {
  let packet: Cursors = {};
  let left = BYTES_FOR_CURSORS;
  const packets = [packet];
  for (const [target, cursor] of Object.entries(cursors)) {
    // With braces, one of which the comma takes the place of.
    const bytes = encoder.encode(JSON.stringify({ [target]: cursor })).length;
    if (bytes > BYTES_FOR_CURSORS) continue;
    if (bytes > left) {
      packets.push((packet = {}));
      left = BYTES_FOR_CURSORS;
    }
    packet[target] = cursor;
    left -= bytes;
  }
  return packets;
}
