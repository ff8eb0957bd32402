import { Inject, Injectable, Optional } from '@nestjs/common';
import { isUtf8 } from 'node:buffer';
import { Bus } from '#bus';
import {
  AppError,
  formatCursor,
  memberTarget,
  parseTarget,
  subjects,
  Withdrawn,
  type Cursor,
  type Target,
  type Mid,
  jsonMid,
} from '#contracts';
import { HistoryStore, type PageRequest, type StoredMessage } from '#history';
import { parseMessagePlace } from '../http/values.js';
import type { ExportQuery, MessageList, MessagesQuery, MessageView, Unread } from './history.schema.js';
import { IdWait } from './writer-lag.js';

/** Unread messages are counted up to this. */
const COUNTED_UNREAD = 1_000;

/** Undefined where the history has no message there. */
type Look<Found> = (place: Cursor) => Promise<Found | undefined>;

/** What is kept of the messages, as the APIs show it. Each method throws AppError `history-off`, `history-unavailable`. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly bus: Bus,
    private readonly idWait: IdWait,
    @Optional() @Inject(HistoryStore) private readonly kept: HistoryStore | undefined,
  ) {}

  /** @throws InvalidInput where a place is none */
  async page(target: Target, query: MessagesQuery): Promise<MessageList> {
    const { before, after, limit, operation, from, to } = query;
    const store = this.store();
    const [beforeAt, afterAt] = [await this.place(before, 'before'), await this.place(after, 'after')];
    const request: PageRequest = {
      target,
      limit,
      ...(beforeAt && { before: beforeAt }),
      ...(afterAt && { after: afterAt }),
      ...(operation !== undefined && { operation }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
    const { messages, next } = await store.page(request);
    const goOn = next ? formatCursor(next) : null;
    const first = messages[0] ? formatCursor(messages[0]) : null;
    const list = messages.map(viewOf);
    return afterAt ? { messages: list, before: first, after: goOn } : { messages: list, before: goOn, after: first };
  }

  /** @throws AppError `not-found`, `unavailable` */
  async one(id: string): Promise<MessageView> {
    return viewOf(await this.find(id, (place) => this.store().byId(place.epoch, place.id)));
  }

  /**
   * Takes a message out of the history, and has the clients notified that may have it. At a repetition they are notified again:
   * whoever was not answered can't know whether they were.
   *
   * @throws AppError `not-found`, and `unavailable` where the bus is away, which takes nothing back, or breaks on the way
   */
  async withdraw(id: string): Promise<void> {
    if (!this.bus.isConnected) throw new AppError('unavailable', 'no client can be told now: not connected to NATS');
    const { epoch, id: withdrawn, targets } = await this.find(id, (place) => this.takeBack(place));
    for (const target of targets) {
      this.bus.publish(subjects.withdrawn, Withdrawn.encode({ target, epoch, id: Number(withdrawn) }).finish());
    }
    await this.bus.flush();
  }

  /** @throws AppError `not-found` for the member that strangers share */
  async unread(mid: Mid): Promise<Unread> {
    const store = this.store();
    assertMember(mid);
    const [{ count, more }, position] = await Promise.all([store.unread(mid, COUNTED_UNREAD), store.readPosition(mid)]);
    return { count, more, position: position ? formatCursor(position) : null };
  }

  /** @throws AppError `invalid-argument` for a position that nobody was given yet: whatever came up to it would never be unread */
  async setRead(mid: Mid, position: Cursor): Promise<void> {
    const store = this.store();
    if (!(await this.hasCome(mid, position))) {
      throw new AppError('invalid-argument', `nothing was pushed yet at ${formatCursor(position)}`);
    }
    const now = await store.setReadPosition(mid, position);
    const isElsewhere = now.epoch !== position.epoch || now.id !== position.id;
    // It was not asked for always: what an earlier version took would hold for good.
    if (isElsewhere && !(await this.hasCome(mid, now))) await store.setReadPosition(mid, position, now);
  }

  private async hasCome(mid: Mid, position: Cursor): Promise<boolean> {
    return (await this.idWait.wasGiven(position)) || isStored(this.store(), mid, position);
  }

  /** Lines of JSON, the oldest message first. */
  async *export(target: Target, { from, to }: ExportQuery): AsyncGenerator<string> {
    const filter = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    for await (const message of this.store().export(target, filter)) yield `${JSON.stringify(viewOf(message))}\n`;
  }

  /** @throws AppError `history-off` */
  store(): HistoryStore {
    if (!this.kept) throw new AppError('history-off', 'no history is kept here: history.url is not set');
    return this.kept;
  }

  /** Undefined where it is not there, is withdrawn or expired, or no history is kept. @throws AppError `history-unavailable` */
  async ifKept({ epoch, id }: Cursor): Promise<StoredMessage | undefined> {
    return this.kept?.byId(epoch, id);
  }

  /** Whether the message is kept for a target, of several that it may have. @throws AppError `history-unavailable` */
  async isKeptFor(target: Target, { epoch, id }: Cursor): Promise<boolean> {
    const page = await this.kept?.page({ target, after: { epoch, id: id - 1n }, limit: 1 });
    return page?.messages[0]?.id === id;
  }

  async newestEpoch(): Promise<number | undefined> {
    return this.kept && this.idWait.newestEpoch(this.kept);
  }

  /** Undefined: no history is kept. */
  get storeIfAny(): HistoryStore | undefined {
    return this.kept;
  }

  /** A push is answered before the history has it: what is not there is looked for again once all is that was pushed so far. */
  private async find<Found>(text: string, look: Look<Found>): Promise<Found> {
    const found = (await this.look(text, look)) ?? (await this.lookOnceWritten(text, look));
    if (!found) throw new AppError('not-found', `there is no message ${text}`);
    return found;
  }

  private async takeBack(place: Cursor): Promise<(Cursor & { readonly targets: readonly Target[] }) | undefined> {
    const store = this.store();
    const withdraw = (): Promise<readonly Target[]> => store.withdraw(place.epoch, place.id);
    const targets = await withdraw();
    const [target] = targets;
    if (target === undefined) return undefined;
    if (isForOne(target)) return { ...place, targets };
    // The writer stores it for some of them after the others, where it is long.
    if (!(await this.idWait.isWrittenFor(target, store, place.id, place.epoch))) throw isBehind(formatCursor(place));
    return { ...place, targets: await withdraw() };
  }

  private async look<Found>(text: string, look: Look<Found>): Promise<Found | undefined> {
    const place = await this.place(text, 'id');
    return place && look(place);
  }

  private async lookOnceWritten<Found>(text: string, look: Look<Found>): Promise<Found | undefined> {
    const { id, epoch } = parseMessagePlace(text, 'id');
    if (await this.idWait.isWritten(this.store(), id, epoch)) return this.look(text, look);
    throw isBehind(text);
  }

  /** A place among the messages, as callers name it; undefined = none is named, or there is no epoch yet. */
  private async place(text: string | undefined, path: string): Promise<Cursor | undefined> {
    const store = this.store();
    if (text === undefined) return undefined;
    const { id, epoch: named } = parseMessagePlace(text, path);
    const epoch = named ?? (await this.idWait.newestEpoch(store));
    return epoch === undefined ? undefined : { epoch, id };
  }
}

/** @throws AppError `not-found` */
export function targetOfMember(mid: Mid): Target {
  assertMember(mid);
  return memberTarget(mid);
}

function assertMember(mid: Mid): void {
  if (mid === 0) throw new AppError('not-found', 'the member 0 is every anonymous client, and has no history');
}

/** Whether a message to it is to nobody else. */
function isForOne(target: Target): boolean {
  const kind = parseTarget(target)?.kind;
  return kind === 'room' || kind === 'all';
}

/** The history may have more than the push stream says that it ever had, where its server lost what it had stored last. */
async function isStored(store: HistoryStore, mid: Mid, { epoch, id }: Cursor): Promise<boolean> {
  const target = memberTarget(mid);
  return ((await store.lastIds(epoch, [target])).get(target) ?? -1n) >= id;
}

function isBehind(message: string): AppError {
  return new AppError('history-unavailable', `the history is behind: it may not have the message ${message} yet`);
}

function viewOf({ id, epoch, target, operation, body, time, sender }: StoredMessage): MessageView {
  const encoding = isUtf8(body) ? 'utf8' : 'base64';
  return {
    id: String(id),
    epoch: String(epoch),
    target,
    operation,
    body: body.toString(encoding),
    encoding,
    time,
    sender: sender === undefined ? null : jsonMid(sender),
  };
}
