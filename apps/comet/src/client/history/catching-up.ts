import type { Live } from '#config';
import {
  isUsableKey,
  memberTarget,
  newestOf,
  roomTarget,
  sessionTarget,
  type CatchUpReply,
  type RoomKey,
} from '#contracts';
import { Downlink, Operation, type Frame } from '#protocol';
import { pushesOf, type CatchUps } from '../../catch-up/catch-ups.js';
import type { Hub, RoomInterest } from '../../hub/hub.js';
import type { AuthenticatedClient } from '../authenticated-client.js';
import type { ClientChannel, ClientConnection } from '../client-connection.js';
import { joinRequest, type JoinRequest } from '../requests/json-bodies.js';
import { cursorsIn, placeOf, type Place } from './client-cursor.js';
import { sharesOf } from './missed-shares.js';
import { continuityFor, mayRead, ownTargets } from './readable-targets.js';
import type { Refusal } from '../requests/granted.js';
import type { CaughtUp, RecentEvents } from '../session/recent-events.js';
import type { Rights } from '../requests/rights.js';
import type { RoomChanges } from '../requests/room-changes.js';
import type { Turns } from '../admission/turns.js';

/** A cursor a target, as text. */
export type Cursors = Readonly<Record<string, string>>;

/** Where the targets of a client were when it was about to be let in: an id each. */
export interface Places {
  readonly epoch: number;
  readonly ids: ReadonlyMap<string, number>;
}

export interface CatchingUpLimits {
  /** Missed messages that a connection is sent when it resumes, over all its targets. */
  readonly maxPerConnection: number;
  readonly maxMessages: number;
  /** Milliseconds that a client may take to resume. */
  readonly resumeWithin: number;
}

/** What becomes of one target of a client that resumes. */
interface Resumed {
  readonly target: string;
  readonly verdict: object;
  readonly missed: Downlink | undefined;
  /** The client has, or is told that it misses, everything up to here. */
  readonly upTo: number;
  /** By the verdict the client knows that the target is in this epoch; 0 = it does not. */
  readonly epoch: number;
  /** Where what was missed begins and ends. */
  readonly span: CaughtUp;
}

/** What was read for a client of one target. */
interface ReadTarget {
  readonly target: string;
  readonly after: number;
  readonly reply: CatchUpReply;
  /** What becomes of it where the client may not read it. */
  readonly unread?: Resumed;
}

const NO_ROOM: JoinRequest = { room: '' };
const NOTHING_CAUGHT_UP: CaughtUp = { epoch: 0, from: 0, to: 0 };
const NOTHING_READ: CatchUpReply = { verdict: '', epoch: 0, upTo: 0, gaps: [], messages: [], last: 0, reusableFor: 0 };
const UNAVAILABLE = { verdict: 'unavailable' };
const FORBIDDEN = { verdict: 'forbidden' };

/** Has clients of version 2 go on where they left off: what they missed first, then what is pushed, without a hole between. */
export class CatchingUp {
  /** What clients have missed, encoded once for all who have missed the same. */
  private readonly encoded = new WeakMap<CatchUpReply, Downlink>();

  constructor(
    private readonly catchUps: CatchUps,
    private readonly hub: Hub<ClientConnection>,
    private readonly rooms: RoomInterest,
    private readonly changes: Pick<RoomChanges, 'refusalOfJoining'>,
    private readonly rights: Rights,
    private readonly limits: Live<CatchingUpLimits>,
    private readonly pending: Live<{ readonly maxPending: number }>,
    private readonly turns: Pick<Turns, 'do'>,
    private readonly recent: Pick<RecentEvents, 'caughtUp'>,
  ) {}

  /**
   * Where the targets of a client are when it is about to be let in. Called before its rooms are held.
   *
   * @returns undefined where no history is kept
   * @throws AppError where it is not known
   */
  async begin(channel: ClientChannel, rooms: readonly RoomKey[]): Promise<Places | undefined> {
    const targets = [...ownTargets(channel), ...rooms.map(roomTarget)];
    const positions = await this.catchUps.positions(targets);
    if (!positions) return undefined;
    const { epoch, ids } = positions;
    const { toKeys } = this.hub;
    toKeys.continuityOf(channel, 'key').beginAt(epoch, ids[1]!);
    if (channel.mid !== 0) toKeys.continuityOf(channel, 'member').beginAt(epoch, ids[2]!);
    return { epoch, ids: new Map(targets.map((target, n) => [target, ids[n]!])) };
  }

  /** From where on all of its targets comes to a client that is in the hub now, and was not answered yet. */
  cursors(channel: ClientChannel, { epoch, ids }: Places): Cursors {
    const { toKeys } = this.hub;
    const kept = new Map<string, number>([
      [sessionTarget(channel.key), toKeys.firstKept(channel, 0, epoch)],
      [memberTarget(channel.mid), toKeys.firstKept(channel, channel.mid, epoch)],
    ]);
    return Object.fromEntries(
      [...ids].map(([target, id]) => {
        const first = kept.get(target) ?? 0;
        // The place may have been looked at after what is kept was pushed.
        return [
          target,
          first > 0 ? `${epoch}:${Math.min(id, first - 1)}` : this.cursorNow(channel, target, { epoch, id }),
        ];
      }),
    );
  }

  /** A client that does not say where it goes on, in time, goes on from where it is. */
  quiet(client: AuthenticatedClient): void {
    const { feed } = client.channel;
    if (!feed) return;
    setTimeout(() => {
      if (!client.isGone) feed.resume();
    }, this.limits.current.resumeWithin).unref();
  }

  /**
   * One request at a time: what a client has missed is read and encoded for it only when it was sent what it asked for before.
   */
  resume(client: AuthenticatedClient, frame: Frame): void {
    const { channel } = client;
    const cursors = cursorsIn(frame.body);
    if (!channel.feed || !cursors) {
      client.refuse(frame, Operation.ResumeReply, 'bad-cursors');
      return;
    }
    const targets = [...cursors.keys()].filter((target) => mayRead(this.hub, channel, target));
    for (const target of targets) channel.feed.hold(target);
    channel.feed.resume();
    const { ver, seq } = frame;
    client.gate.hold();
    this.read(client, targets, cursors)
      // One answer of logic is for hundreds of clients that come back at once.
      .then((resumed) => this.turns.do(() => this.goOn(client, { ver, seq }, [...cursors.keys()], resumed)))
      .catch((error: unknown) => client.fail(error));
  }

  private goOn(
    client: AuthenticatedClient,
    to: Pick<Frame, 'ver' | 'seq'>,
    targets: readonly string[],
    resumed: readonly Resumed[],
  ): void {
    try {
      const still = resumed.map((each) => this.asItIsNow(client, each));
      const verdicts = Object.fromEntries(still.map(({ target, verdict }) => [target, verdict]));
      for (const target of targets) verdicts[target] ??= FORBIDDEN;
      client.channel.outlet.together(() => {
        client.reply(to, Operation.ResumeReply, Buffer.from(JSON.stringify({ targets: verdicts })));
        for (const each of still) this.release(client, each);
      });
      client.gate.release();
    } catch (error) {
      client.fail(error);
    }
  }

  join(client: AuthenticatedClient, frame: Frame): void {
    const { room, cursor } = joinRequest(frame.body) ?? NO_ROOM;
    const refusal = isUsableKey(room) ? this.changes.refusalOfJoining(client, room as RoomKey) : 'bad-room';
    if (refusal) client.refuse(frame, Operation.JoinRoomReply, refusal);
    else this.enter(client, frame, Operation.JoinRoomReply, room as RoomKey, cursor);
  }

  /** Another primary room; '' = none. */
  change(client: AuthenticatedClient, frame: Frame): void {
    const asked = joinRequest(frame.body);
    const { room, cursor } = asked ?? NO_ROOM;
    if (!asked || (room !== '' && !isUsableKey(room))) client.refuse(frame, Operation.ChangeRoomReply, 'bad-room');
    else if (room !== '') this.enter(client, frame, Operation.ChangeRoomReply, room, cursor);
    else {
      if (this.hub.move(client.channel, '')) void client.renewal.renew();
      client.reply(frame, Operation.ChangeRoomReply, Buffer.from('{"room":""}'));
    }
  }

  private enter(client: AuthenticatedClient, frame: Frame, operation: number, room: RoomKey, cursor: unknown): void {
    const since = placeOf(cursor);
    if (cursor !== undefined && !since) {
      client.refuse(frame, operation, 'bad-cursor');
      return;
    }
    const to = { ver: frame.ver, seq: frame.seq };
    client.gate.hold();
    this.entered(client, operation, room, since)
      .then(({ refusal, said = {}, resumed }) => {
        const now = resumed && this.asItIsNow(client, resumed);
        if (refusal) client.refuse(to, operation, refusal.error, refusal.reason);
        else if (now?.verdict === FORBIDDEN) client.refuse(to, operation, FORBIDDEN.verdict);
        else client.reply(to, operation, Buffer.from(JSON.stringify(said)));
        if (now) this.release(client, now);
        client.gate.release();
      })
      .catch((error: unknown) => client.fail(error));
  }

  private async entered(
    client: AuthenticatedClient,
    operation: number,
    room: RoomKey,
    since: Place | undefined,
  ): Promise<{ refusal?: Refusal; said?: object; resumed?: Resumed }> {
    const { channel } = client;
    const target = roomTarget(room);
    const action = operation === Operation.JoinRoomReply ? 'subscribe' : 'join';
    const forbidden = await this.rights.refusalOf(client, action, room);
    if (forbidden) return { refusal: forbidden };
    // A client that was told no place would begin at one that nobody knows, and never see what it misses.
    const positions = since ? undefined : await this.catchUps.positions([target]).catch(() => null);
    if (positions === null) return { refusal: { error: 'unavailable', reason: '' } };
    await this.rooms.hold(room);
    try {
      if (client.isGone) return {};
      const late = action === 'subscribe' && this.changes.refusalOfJoining(client, room);
      if (late) return { refusal: { error: late, reason: '' } };
      if (since) channel.feed!.hold(target);
      const isChange = action === 'subscribe' ? this.hub.join(channel, room) : this.hub.move(channel, room);
      if (isChange) void client.renewal.renew();
    } finally {
      this.rooms.drop(room);
    }
    if (!since) {
      const cursor = positions && this.cursorNow(channel, target, { epoch: positions.epoch, id: positions.ids[0]! });
      return { said: { room, ...(cursor !== undefined && { cursor }) } };
    }
    const [resumed] = await this.read(client, [target], new Map([[target, since]]));
    return { said: { room, ...resumed!.verdict }, resumed: resumed! };
  }

  /** From where on a target comes to a channel to which what is delivered from now on comes. */
  private cursorNow(channel: ClientChannel, target: string, { epoch, id }: Place): string {
    this.tellKnown(channel, target, epoch);
    return cursorAt({ epoch, id }, { epoch, id: this.hub.reached(target, epoch, channel) });
  }

  /** @param targets are held for the client */
  private async read(
    client: AuthenticatedClient,
    targets: readonly string[],
    cursors: ReadonlyMap<string, Place>,
  ): Promise<Resumed[]> {
    const { maxPerConnection, maxMessages } = this.limits.current;
    const messages = Math.min(maxMessages, Math.max(Math.floor(maxPerConnection / Math.max(targets.length, 1)), 1));
    const read = await Promise.all(targets.map((target) => this.readOne(client, target, cursors.get(target)!)));
    const { outlet, pendingBytes } = client.channel;
    const counts = sharesOf(read, {
      pending: pendingBytes,
      most: this.pending.current.maxPending,
      messages,
      isKept: outlet.framing === 'http',
    });
    return read.map(({ target, after, reply, unread }, n) => {
      // A reply of which nothing is cut stays the same, and so is encoded once for all.
      return (
        unread ?? this.resumedFrom(target, after, newestOf(reply, after, { messages: counts[n]!, bytes: Infinity }))
      );
    });
  }

  private async readOne(client: AuthenticatedClient, target: string, { epoch, id: after }: Place): Promise<ReadTarget> {
    // What others here got already does not come again for this client.
    const delivered = continuityFor(this.hub, client.channel, target)?.deliveredIn(epoch) ?? 0;
    const refusal = await this.rights.refusalOf(client, 'read', target);
    if (!refusal) return { target, after, reply: await this.catchUps.missed(target, epoch, after, delivered) };
    return { target, after, reply: NOTHING_READ, unread: await this.unread(target, refusal, { epoch, id: delivered }) };
  }

  /** What a client may not read, or nobody can say whether it may: its target is live from now on. */
  private async unread(target: string, { error }: Refusal, delivered: Place): Promise<Resumed> {
    const positions = await this.catchUps.positions([target]).catch(() => undefined);
    const place = error === 'forbidden' && positions ? { epoch: positions.epoch, id: positions.ids[0]! } : undefined;
    const verdict = place ? { verdict: 'reset', cursor: cursorAt(place, delivered) } : UNAVAILABLE;
    return { target, verdict, missed: undefined, upTo: 0, epoch: 0, span: NOTHING_CAUGHT_UP };
  }

  private resumedFrom(target: string, after: number, reply: CatchUpReply): Resumed {
    const { epoch, gaps } = reply;
    const isRead = reply.verdict === 'recovered' || reply.verdict === 'gap';
    const upTo = isRead ? Math.max(reply.upTo, after) : reply.upTo;
    const range = gaps.length > 0 ? { from: String(gaps[0]!.from - 1), to: String(gaps.at(-1)!.to) } : {};
    const cursor = epoch === 0 ? {} : { cursor: `${epoch}:${upTo}` };
    return {
      target,
      verdict: { verdict: reply.verdict, ...range, ...cursor },
      missed: reply.messages.length > 0 ? this.missedIn(reply, target) : undefined,
      upTo: isRead ? upTo : 0,
      epoch: isRead || reply.verdict === 'reset' ? epoch : 0,
      span: { epoch, from: gaps.at(-1)?.to ?? after, to: upTo },
    };
  }

  /** Nothing of a room comes to a client that was taken out of it while it was read: what was read may be of later than that. */
  private asItIsNow({ channel }: AuthenticatedClient, resumed: Resumed): Resumed {
    const { target } = resumed;
    if (mayRead(this.hub, channel, target)) return resumed;
    return { target, verdict: FORBIDDEN, missed: undefined, upTo: 0, epoch: 0, span: NOTHING_CAUGHT_UP };
  }

  /** What the client was told of an epoch goes before the notice of it that waits. @param epoch 0 = it was told of none */
  private tellKnown({ feed }: ClientChannel, target: string, epoch: number): void {
    if (epoch !== 0) feed!.knows(target, epoch, this.hub.isChanging(target, epoch));
  }

  private missedIn(reply: CatchUpReply, target: string): Downlink {
    const known = this.encoded.get(reply);
    if (known) return known;
    const missed = new Downlink(pushesOf(reply), target);
    this.encoded.set(reply, missed);
    return missed;
  }

  private release({ channel, isGone }: AuthenticatedClient, resumed: Resumed): void {
    if (isGone) return;
    const { target, verdict, missed, upTo, epoch, span } = resumed;
    if (verdict === FORBIDDEN) {
      // A notice, and what waits behind it, is not for this client either, whatever its ids.
      channel.feed!.drop(target);
      return;
    }
    channel.feed!.release(target, missed, upTo, epoch);
    this.tellKnown(channel, target, epoch);
    if (missed) this.recent.caughtUp(channel, target, span);
  }
}

/**
 * Where a target is for those who begin with it now. Its place was looked at before, and what was delivered since then comes to
 * them no more: a cursor before that would look to them like a hole.
 */
function cursorAt({ epoch, id }: Place, delivered: Place): string {
  return `${epoch}:${delivered.epoch === epoch ? Math.max(id, delivered.id) : id}`;
}
