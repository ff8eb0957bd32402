import { Disconnects, type RoomKey, type SessionEvent } from '#contracts';
import type { Channel } from '../../hub/channel.js';
import type { Break } from '../../hub/break.js';
import type { HubObserver } from '../../hub/hub.js';
import { SlowCloses } from './slow-closes.js';

/** Some 2 MiB at most: an event has 200 bytes, and up to 64 operations. */
const KEPT = 4_096;
const MAX_ACCEPTS = 64;
/** How often it is noted of a session that too much waits for it, however many pushes it misses. */
const SLOW_EVERY_MS = 1_000;

/** What a client was sent of what it had missed: all that is above `from`, up to `to`. */
export interface CaughtUp {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
}

const NOTHING = { key: '', where: '', reason: '', accepts: [] as number[], mid: 0, epoch: 0, from: 0, to: 0 };

/**
 * What happened to the sessions here lately, and to this comet: what is asked where somebody did not get a message. The
 * newest 4,096 events; nothing is noted of pushes and heartbeats.
 */
export class RecentEvents implements HubObserver {
  private readonly events: SessionEvent[] = [];
  private next = 0;
  /** Nothing after this time is forgotten. */
  private forgotten: number;
  private readonly slowAt = new WeakMap<Channel, number>();
  /** Kept apart: where many come and go the events of a minute ago are forgotten. */
  readonly slowCloses: SlowCloses;

  /** @param clock of NATS, so that times of several comets can be compared */
  constructor(private readonly clock: { now(): number }) {
    this.forgotten = clock.now();
    this.slowCloses = new SlowCloses(clock);
  }

  /** What happened before may be forgotten. Milliseconds since 1970. */
  get since(): number {
    return this.forgotten;
  }

  /** What happened to a session, and to the comet; the oldest first. Cost: a look at each event. */
  of(key: string): SessionEvent[] {
    const ordered = [...this.events.slice(this.next), ...this.events.slice(0, this.next)];
    return ordered.filter((event) => event.key === key || event.key === '');
  }

  begun(channel: Channel): void {
    this.note('begun', { key: channel.key, mid: channel.mid, accepts: acceptsOf(channel) });
  }

  ended({ key }: Channel, reason: string): void {
    this.note('ended', { key, reason });
    if (reason === Disconnects.slow.reason) this.slowCloses.note(key);
  }

  accepts(channel: Channel): void {
    this.note('accepts', { key: channel.key, accepts: acceptsOf(channel) });
  }

  roomChanged({ key }: Channel, room: RoomKey, isIn: boolean): void {
    this.note(isIn ? 'joined' : 'left', { key, where: room });
  }

  slow(channel: Channel): void {
    const now = this.clock.now();
    if (now - (this.slowAt.get(channel) ?? -Infinity) < SLOW_EVERY_MS) return;
    this.slowAt.set(channel, now);
    this.note('slow', { key: channel.key });
  }

  broken(target: string, { verdict, epoch, from, to }: Break): void {
    this.note('gap', { where: target, reason: verdict, epoch, from, to });
  }

  caughtUp({ key }: Channel, target: string, span: CaughtUp): void {
    this.note('caught-up', { key, where: target, ...span });
  }

  withdrawn(target: string, epoch: number, id: number): void {
    this.note('withdrawn', { where: target, epoch, to: id });
  }

  /** The bus is away, or back. */
  cutOff(isAway: boolean): void {
    this.note(isAway ? 'cut-off' : 'back', {});
  }

  private note(what: string, more: Partial<SessionEvent>): void {
    const event = { time: this.clock.now(), what, ...NOTHING, ...more };
    if (this.events.length < KEPT) this.events.push(event);
    else {
      this.forgotten = this.events[this.next]!.time + 1;
      this.events[this.next] = event;
      this.next = (this.next + 1) % KEPT;
    }
  }
}

function acceptsOf({ accepted }: Channel): number[] {
  return accepted.slice(0, MAX_ACCEPTS);
}
