import { FIRST_APPLICATION_OPERATION, Operation, type Frame } from '#protocol';
import type { AuthenticatedClient } from './authenticated-client.js';
import type { CatchingUp } from './catching-up.js';
import type { HistoryPages } from './history-pages.js';
import type { RoomChanges } from './room-changes.js';
import type { Subscriptions } from './subscriptions.js';
import { Upstream, type UpstreamParts } from './upstream.js';

/** What an authenticated client may ask for, besides its heartbeats. */
export class Operations {
  constructor(
    private readonly rooms: RoomChanges,
    private readonly subscriptions: Subscriptions,
    private readonly upstream: UpstreamParts,
    private readonly catchingUp: CatchingUp,
    private readonly pages: HistoryPages,
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
        else this.rooms.join(client, frame);
        return;
      case Operation.LeaveRoom:
        this.rooms.leave(client, frame);
        return;
      case Operation.Subscribe:
        this.subscriptions.subscribe(client, frame);
        return;
      case Operation.Unsubscribe:
        this.subscriptions.unsubscribe(client, frame);
        return;
      case Operation.Resume:
        this.catchingUp.resume(client, frame);
        return;
      case Operation.Ack:
        this.pages.ack(client, frame);
        return;
      case Operation.History:
        this.pages.page(client, frame);
        return;
      case Operation.SendMessage:
        this.sendOn(client, frame, Operation.SendMessageReply);
        return;
      default:
        if (frame.op >= FIRST_APPLICATION_OPERATION) this.sendOn(client, frame, frame.op);
        else this.upstream.counts.ignored.add('unknown-operation');
    }
  }

  /** Hands a client's message to logic, and tells the client what became of it. */
  private sendOn(client: AuthenticatedClient, frame: Frame, replyOperation: number): void {
    client.upstream ??= new Upstream(client.channel, client.gate, this.upstream);
    client.upstream
      .receive(frame, (body) => client.reply(frame, replyOperation, body))
      .catch((error: unknown) => client.fail(error));
  }
}
