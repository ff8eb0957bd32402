import { Injectable } from '@nestjs/common';
import { NodeDirectory } from '#bus';
import {
  formatCursor,
  memberTarget,
  sessionTarget,
  type CometId,
  type Cursor,
  type Mid,
  type SessionKey,
} from '#contracts';
import { HistoryService } from '../history/history.service.js';
import { parseMessagePlace } from '../http/values.js';
import { CometClient } from '../nodes/comet-client.js';
import type { TaskNews } from '../receipts/receipt-store.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { SessionRegistry } from '../sessions/session-registry.js';
import { evidenceOf } from './evidence.js';
import type { ExplainQuery, Explanation } from './explain.schema.js';
import { outcomeOf, type Facts, type KnownMessage } from './outcome.js';
import type { Witness } from './lives.js';

/** Why a session got a message, or did not: asks all who may know, and judges by what they say. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly history: HistoryService,
    private readonly receipts: ReceiptsService,
    private readonly sessions: SessionRegistry,
    private readonly directory: NodeDirectory,
    private readonly comets: CometClient,
  ) {}

  /** @throws InvalidInput where the message can be none */
  async explain({ key, message: text }: ExplainQuery): Promise<Explanation> {
    const place = await this.placeOf(text);
    const receipt = this.receipts.factsOf(formatCursor(place));
    const session = this.sessions.byKey(key);
    const answer = await this.history.ifKept(place).then(
      (kept) => ({ kept }),
      () => undefined,
    );
    const kept = answer?.kept;
    const target = kept?.target ?? receipt?.accepted?.targets[0] ?? '';
    const { witnesses, silent } = await this.ask(key, place, target, receipt);
    const mid = session?.mid ?? midIn(witnesses);
    const known = kept ?? receipt?.accepted;
    const targets = kept ? await this.targetsOf(kept.target, place, key, mid) : (receipt?.accepted?.targets ?? []);
    const isKept = answer && kept !== undefined;
    const message = known && { ...messageOf(place, known, targets, receipt), isKept };
    const facts: Facts = {
      key,
      mid,
      since: session?.since,
      message,
      withdrawn: witnesses.some(({ events }) => events.some((event) => isWithdrawal(event, place))),
      witnesses,
      silent,
    };
    return {
      key,
      message: formatCursor(place),
      ...outcomeOf(facts),
      evidence: evidenceOf(facts, kept ? 'history' : 'receipt'),
    };
  }

  private async placeOf(text: string): Promise<Cursor> {
    const { id, epoch: named } = parseMessagePlace(text, 'message');
    if (named !== undefined) return { epoch: named, id };
    const epoch = await this.history.newestEpoch().catch(() => undefined);
    return { epoch: Math.max(epoch ?? 0, this.receipts.newestEpoch), id };
  }

  /** A session's events may be anywhere: it comes back at another comet. Those of goim's own can't be asked. */
  private async ask(
    key: SessionKey,
    { epoch, id }: Cursor,
    target: string,
    receipt: TaskNews | undefined,
  ): Promise<{ witnesses: Witness[]; silent: CometId[] }> {
    const witnesses: Witness[] = [];
    const silent: CometId[] = [];
    await Promise.all(
      this.directory.all().map(async ({ id: comet, goim }) => {
        if (goim) {
          silent.push(comet);
          return;
        }
        try {
          const { since, events, live, reached } = await this.comets.session(comet, { key, target, epoch });
          const about = events.filter(({ what, to }) => what !== 'withdrawn' || BigInt(to) === id);
          const told = receipt?.delivered.get(comet);
          witnesses.push({ comet, since, events: about, live: live ?? null, reached, told });
        } catch {
          silent.push(comet);
        }
      }),
    );
    return { witnesses, silent };
  }

  /** The history names one target of a message to several members. */
  private async targetsOf(known: string, place: Cursor, key: SessionKey, mid: Mid | undefined): Promise<string[]> {
    const own = [sessionTarget(key), ...(mid ? [memberTarget(mid)] : [])];
    const isNamed = known.startsWith('key:') || known.startsWith('mid:');
    if (!isNamed || own.some((target) => target === known)) return [known];
    const areKept = await Promise.all(own.map((target) => this.history.isKeptFor(target, place)));
    return [known, ...own.filter((_, n) => areKept[n])];
  }
}

function messageOf(
  { epoch, id }: Cursor,
  { operation, time }: Pick<KnownMessage, 'operation' | 'time'>,
  targets: readonly string[],
  receipt: TaskNews | undefined,
): Omit<KnownMessage, 'isKept'> {
  // The history does not keep it.
  const unfiltered = receipt?.accepted?.unfiltered;
  const expired = receipt?.dispatched?.outcome === 'expired';
  const handedTo = (receipt?.tried?.shares ?? []).map(({ comet }) => comet);
  return { epoch, id: Number(id), operation, time, targets, unfiltered, expired, handedTo };
}

function midIn(witnesses: readonly Witness[]): Mid | undefined {
  for (const { live, events } of witnesses) {
    const mid = live?.mid ?? events.findLast(({ what }) => what === 'begun')?.mid;
    if (mid !== undefined) return mid;
  }
  return undefined;
}

function isWithdrawal({ what, epoch, to }: Witness['events'][number], place: Cursor): boolean {
  return what === 'withdrawn' && epoch === place.epoch && BigInt(to) === place.id;
}
