import { FIRST_APPLICATION_OPERATION, Operation, type Frame } from '#protocol';
import type { AuthenticatedClient } from '../authenticated-client.js';
import type { CatchingUp } from '../history/catching-up.js';
import type { HistoryPages } from '../history/history-pages.js';
import { isPageForm, isRoomForm } from './own-forms.js';
import { tokenIn, type Refreshing } from './refreshing.js';
import type { RoomChanges } from './room-changes.js';
import type { Subscriptions } from './subscriptions.js';
import { Upstream, type UpstreamParts } from './upstream.js';

const SERVERS_OPERATIONS: ReadonlySet<number> = new Set(Object.values(Operation));
/** goim's end below it. */
const FIRST_EXTENSION = Operation.JoinRoom;

/** What an authenticated client may ask for, besides its heartbeats. */
export class Operations {
  constructor(
    private readonly rooms: RoomChanges,
    private readonly subscriptions: Subscriptions,
    private readonly upstream: UpstreamParts,
    private readonly catchingUp: CatchingUp,
    private readonly pages: HistoryPages,
    private readonly refreshing: Refreshing,
  ) {}

  /** @throws FrameError where the body of the frame can't be read */
  handle(client: AuthenticatedClient, frame: Frame): void {
    switch (frame.op) {
      case Operation.ChangeRoom:
        if (client.channel.feed) this.catchingUp.change(client, frame);
        else this.rooms.change(client, frame);
        return;
      case Operation.JoinRoom:
        if (client.channel.feed) this.catchingUp.join(client, frame);
        else if (this.hasExtensions && isRoomForm(frame.body)) this.rooms.join(client, frame);
        else this.sendOn(client, frame, frame.op);
        return;
      case Operation.LeaveRoom:
        if (client.channel.feed || (this.hasExtensions && isRoomForm(frame.body))) this.rooms.leave(client, frame);
        else this.sendOn(client, frame, frame.op);
        return;
      case Operation.Subscribe:
        this.subscriptions.subscribe(client, frame);
        return;
      case Operation.Unsubscribe:
        this.subscriptions.unsubscribe(client, frame);
        return;
      case Operation.Resume:
        if (client.channel.feed) this.catchingUp.resume(client, frame);
        else this.sendOn(client, frame, frame.op);
        return;
      case Operation.Ack:
        if (client.channel.feed) this.pages.ack(client, frame);
        else this.sendOn(client, frame, frame.op);
        return;
      case Operation.History:
        if (client.channel.feed || (this.hasExtensions && isPageForm(frame.body))) this.pages.page(client, frame);
        else this.sendOn(client, frame, frame.op);
        return;
      case Operation.Refresh:
        if (this.hasExtensions && tokenIn(frame.body) !== undefined) this.refreshing.refresh(client, frame);
        else this.sendOn(client, frame, frame.op);
        return;
      case Operation.SendMessage:
        this.sendOn(client, frame, Operation.SendMessageReply);
        return;
      default:
        if (frame.op >= FIRST_APPLICATION_OPERATION || this.isFree(frame.op)) this.sendOn(client, frame, frame.op);
        else this.upstream.counts.ignored.add('unknown-operation');
    }
  }

  /** Whether the numbers that goim leaves free, and that we use, are ours. */
  private get hasExtensions(): boolean {
    return this.upstream.limits.current.extensions;
  }

  /** Whether an operation is nobody's, so that it is a message, as in goim. */
  private isFree(op: number): boolean {
    if (op < 0) return false;
    return !SERVERS_OPERATIONS.has(op) || (op >= FIRST_EXTENSION && !this.hasExtensions);
  }

  /** Hands a client's message to logic, and tells the client what became of it. */
  private sendOn(client: AuthenticatedClient, frame: Frame, replyOperation: number): void {
    client.upstream ??= new Upstream(client.channel, client.gate, this.upstream);
    client.upstream
      .receive(frame, (body) => client.reply(frame, replyOperation, body))
      .catch((error: unknown) => client.fail(error));
  }
}
