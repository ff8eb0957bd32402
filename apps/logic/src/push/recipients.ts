import {
  memberTarget,
  sessionTarget,
  type CometId,
  type Place,
  type Recipient,
  type SessionKey,
  type Slice,
  type Mid,
} from '#contracts';
import type { SessionRecord } from '../sessions/session-record.js';
import { sliceName, slicesOf } from './member-slices.js';

/** Recipients in one task. */
const MAX_RECIPIENTS = 1_000;
/** Bytes of the recipients of a task, at most. */
const MAX_BYTES = 256 * 1024;
/** Tags and lengths in the encoding of a name, at most. */
const OVERHEAD = 8;

/** Recipients that are one task. */
export interface RecipientsTask {
  readonly partition: number;
  /** Nothing is kept for them. */
  readonly transient: boolean;
  /** From 0, among those of its partition that are as transient: two of them may be for the same names, of other sessions. */
  readonly nth: number;
  readonly recipients: Recipient[];
  /** Whom it was asked for, also those who are left out since nobody is there: who is there changes, and not what is asked for. */
  readonly names: string[];
  /** Of the recipients, at most. */
  bytes: number;
}

export function sessionRecipient(key: SessionKey, session: SessionRecord | undefined): Recipient {
  return { key, mid: 0, places: session ? [{ server: session.comet, keys: [] }] : [], slice: null };
}

/** @param slice which of the member's sessions these are; null: all */
export function memberRecipient(mid: Mid, sessions: readonly SessionRecord[], slice: Slice | null): Recipient {
  const places = new Map<CometId, Place>();
  for (const { comet, key } of sessions) {
    const place = places.get(comet);
    if (place) place.keys.push(key);
    else places.set(comet, { server: comet, keys: [key] });
  }
  return { key: '', mid, places: [...places.values()], slice };
}

/** Shares the recipients of one push out among tasks: a partition has one, or several where one would be too long. */
export class RecipientsTasks {
  readonly all: RecipientsTask[] = [];
  private readonly open = new Map<string, RecipientsTask>();
  /** Names of those who were left out before their task had a recipient. */
  private readonly leftOut = new Map<string, string[]>();

  private readonly maxBytes: number;

  /**
   * @param isKept whether the push is kept for them
   * @param roomFor bytes that a task has room for beside the message; one recipient is a task, however long
   */
  constructor(
    private readonly isKept: boolean,
    roomFor: number,
  ) {
    this.maxBytes = Math.min(roomFor, MAX_BYTES);
  }

  addSession(partition: number, key: SessionKey, session: SessionRecord | undefined): void {
    this.add(partition, [sessionRecipient(key, session)], !this.isKept);
  }

  /**
   * A member with very many sessions is several recipients, of one task if they fit into it: the message has one id for all of
   * them. Those that do not fit are transient, or it would be kept a second time. Member 0 is shared by strangers, so nothing is
   * kept for it.
   */
  addMember(partition: number, mid: Mid, sessions: readonly SessionRecord[]): void {
    const recipients = slicesOf(sessions).map(({ slice, sessions: own }) => memberRecipient(mid, own, slice));
    const kept = this.isKept && mid !== 0 ? this.fittingInOne(recipients) : 0;
    if (kept > 0) this.add(partition, recipients.slice(0, kept), false);
    for (const recipient of recipients.slice(kept)) this.add(partition, [recipient], true);
  }

  private fittingInOne(recipients: readonly Recipient[]): number {
    let bytes = 0;
    const beyond = recipients.findIndex((recipient, n) => (bytes += lengthOf(recipient)) > this.maxBytes && n > 0);
    return beyond < 0 ? recipients.length : beyond;
  }

  /** @param recipients are of one task */
  private add(partition: number, recipients: readonly Recipient[], transient: boolean): void {
    const name = `${partition} ${transient}`;
    let open = this.open.get(name);
    // Nobody is there, and nothing is kept: there is nothing to do.
    if (transient && recipients.every(({ places }) => places.length === 0)) {
      const left = recipients.map(nameOf);
      const names = open?.names ?? this.leftOut.get(name);
      if (names) names.push(...left);
      else this.leftOut.set(name, left);
      return;
    }
    const bytes = recipients.reduce((sum, recipient) => sum + lengthOf(recipient), 0);
    const isFull =
      open && (open.bytes + bytes > this.maxBytes || open.recipients.length + recipients.length > MAX_RECIPIENTS);
    if (!open || isFull) {
      const nth = open ? open.nth + 1 : 0;
      const names = open ? [] : (this.leftOut.get(name) ?? []);
      open = { partition, transient, nth, recipients: [], names, bytes: 0 };
      this.open.set(name, open);
      this.all.push(open);
    }
    open.recipients.push(...recipients);
    open.names.push(...recipients.map(nameOf));
    open.bytes += bytes;
  }
}

function nameOf({ key, mid, slice = null }: Recipient): string {
  return key === '' ? memberTarget(mid) + sliceName(slice) : sessionTarget(key as SessionKey);
}

/** Bytes in a task, at most. */
function lengthOf({ key, places, slice }: Recipient): number {
  let bytes = (slice ? 5 : 3) * OVERHEAD + Buffer.byteLength(key);
  for (const { server, keys } of places) {
    bytes += 2 * OVERHEAD + Buffer.byteLength(server);
    for (const each of keys) bytes += OVERHEAD + Buffer.byteLength(each);
  }
  return bytes;
}
