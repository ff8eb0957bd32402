import { AppError, memberTarget, roomTarget, type ReadRequest } from '#contracts';
import { Operation, type Frame } from '#protocol';
import type { LogicHistory } from '../../catch-up/logic-history.js';
import type { Hub } from '../../hub/hub.js';
import type { AuthenticatedClient } from '../authenticated-client.js';
import { jsonObject } from '../requests/json-bodies.js';
import { placeOf } from './client-cursor.js';
import { mayRead } from './readable-targets.js';
import type { Rights } from '../requests/rights.js';
import { errorBody } from '../requests/upstream.js';

const MAX_PAGE_BYTES = 64 * 1024;
const MAX_PAGE_MESSAGES = 100;

/** What a client asks of the history: pages of it, and how far its member has read. */
export class HistoryPages {
  constructor(
    private readonly hub: Pick<Hub, 'room'>,
    private readonly history: Pick<LogicHistory, 'page' | 'read'>,
    private readonly rights: Rights,
  ) {}

  page(client: AuthenticatedClient, frame: Frame): void {
    const { channel } = client;
    const asked = frame.body.length === 0 ? {} : jsonObject(frame.body);
    if (!asked) {
      client.refuse(frame, Operation.HistoryReply, 'bad-body');
      return;
    }
    const primary = channel.primaryRoomKey;
    const { target = primary === '' ? '' : roomTarget(primary), before = '', after = '', limit = 0 } = asked;
    const isWellFormed =
      typeof target === 'string' &&
      typeof before === 'string' &&
      typeof after === 'string' &&
      typeof limit === 'number' &&
      Number.isInteger(limit) &&
      limit >= 0;
    if (!isWellFormed) client.refuse(frame, Operation.HistoryReply, 'bad-body');
    else if (!mayRead(this.hub, channel, target)) client.refuse(frame, Operation.HistoryReply, 'forbidden');
    else {
      const request = { target, before, after, limit: Math.min(limit, MAX_PAGE_MESSAGES), maxBytes: MAX_PAGE_BYTES };
      this.answer(client, frame, Operation.HistoryReply, async () => {
        const refusal = await this.rights.refusalOf(client, 'read', target);
        if (refusal) return errorBody(refusal.error, refusal.reason);
        const { error, reason, page } = await this.history.page(request);
        // An operator may have taken the client out of the room before the page was read.
        if (!mayRead(this.hub, channel, target)) return errorBody('forbidden');
        return error === '' ? page : errorBody(error, reason);
      });
    }
  }

  /** Notes how far the client's member has read. */
  ack(client: AuthenticatedClient, frame: Frame): void {
    const { mid } = client.channel;
    const { target, cursor } = jsonObject(frame.body) ?? {};
    const place = placeOf(cursor);
    if (!place) client.refuse(frame, Operation.AckReply, 'bad-cursor');
    else if (mid === 0 || target !== memberTarget(mid)) client.refuse(frame, Operation.AckReply, 'forbidden');
    else {
      this.answer(client, frame, Operation.AckReply, () => this.noted({ mid, ...place }));
    }
  }

  private async noted(position: ReadRequest): Promise<Uint8Array> {
    try {
      await this.history.read(position);
      return Buffer.from('{}');
    } catch (error) {
      // Nothing was pushed there yet.
      if (error instanceof AppError && error.code === 'invalid-argument') return errorBody('bad-cursor');
      throw error;
    }
  }

  /** One at a time: a client is not read from while it waits. */
  private answer(
    client: AuthenticatedClient,
    { ver, seq }: Frame,
    operation: number,
    work: () => Promise<Uint8Array>,
  ): void {
    client.gate.hold();
    work()
      .catch((error: unknown) => errorBody(error instanceof AppError ? error.code : 'internal'))
      .then((body) => {
        client.reply({ ver, seq }, operation, body);
        client.gate.release();
      })
      .catch((error: unknown) => client.fail(error));
  }
}
