import { randomUUID } from 'node:crypto';
import type { NodeDirectory } from '#bus';
import {
  cometGrpc,
  type BroadcastMessage,
  type CometId,
  type NodeInfo,
  type PushKeysMessage,
  type PushRoomMessage,
  UNNUMBERED,
} from '#contracts';
import { AnswersDue } from '../answers-due.js';
import { CometLink, TO_NOBODY, type BatchDelivery, type Misses, type SendingLease } from '../comet-link.js';
import { CallLanes, type WaitingCalls } from './call-lanes.js';
import type { CometCalls } from './comet-calls.js';

/** What a gRPC server of goim's takes in one message: gRPC's own default. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** What a broadcast is for, among the targets of calls. */
const TO_ALL = ['all of them'];

/** A key that no client has. */
const NOBODY = `nobody ${randomUUID()}`;

/** Legacy comets, which are called by gRPC, and get of a push what goim's own jobs would send them. */
export class LegacyCometLink extends CometLink {
  readonly maxMessageBytes = MAX_MESSAGE_BYTES;
  /** What is under way, by the lease that it is sent by. */
  private readonly behind = new WeakMap<SendingLease, { readonly due: AnswersDue; readonly waiting: WaitingCalls }>();

  constructor(
    private readonly directory: NodeDirectory,
    private readonly calls: Pick<CometCalls, 'call'>,
  ) {
    super();
  }

  serves({ goim }: NodeInfo): boolean {
    return goim === true;
  }

  /** Each call is answered, so none has to be awaited beforehand. */
  async ready(): Promise<void> {}

  /** Without a key goim's comets refuse a push. */
  probe({ id }: NodeInfo): Promise<void> {
    return this.calls.call(id, cometGrpc.pushMsg, { keys: [NOBODY], ...TO_NOBODY });
  }

  begin(misses: Misses, lease: SendingLease): BatchDelivery {
    const comets = this.directory.all().filter((comet) => this.serves(comet));
    let behind = this.behind.get(lease);
    if (!behind) this.behind.set(lease, (behind = { due: new AnswersDue(), waiting: new Map() }));
    return new LegacyDelivery(comets, new CallLanes(this.calls, misses, lease, behind.due, behind.waiting));
  }
}

/**
 * Plans the calls, and makes them at the end. Nobody knows for sure which rooms legacy comets hold, since their clients
 * change rooms without notice; so a room's pushes go to all of them, as from goim's own jobs.
 */
class LegacyDelivery implements BatchDelivery {
  constructor(
    private readonly comets: readonly NodeInfo[],
    private readonly lanes: CallLanes,
  ) {}

  toKeys(comet: NodeInfo, { keys, protoOp, proto, unfiltered }: PushKeysMessage, id: number): number {
    const own = { keys, protoOp, proto, unfiltered, ...UNNUMBERED.keys };
    this.lanes.add(comet, cometGrpc.pushMsg, own, { ids: [id], targets: keys });
    return 1;
  }

  toRoom({ roomID, proto }: PushRoomMessage, ids: readonly number[], only?: ReadonlySet<CometId>): number {
    const comets = this.among(only);
    if (comets.length === 0) return 0;
    const own = { roomID, proto, ...UNNUMBERED.room };
    const targets = [`room ${roomID}`];
    for (const comet of comets) this.lanes.add(comet, cometGrpc.broadcastRoom, own, { ids, targets });
    return comets.length;
  }

  toAll(message: BroadcastMessage, id: number, only?: ReadonlySet<CometId>): number {
    const comets = this.among(only);
    for (const comet of comets) {
      const { protoOp, proto, unfiltered } = message;
      const own = { protoOp, proto, unfiltered, speed: speedOf(message, comet.id), paces: [], ...UNNUMBERED.all };
      this.lanes.add(comet, cometGrpc.broadcast, own, { ids: [id], targets: TO_ALL });
    }
    return comets.length;
  }

  end(): Promise<void> {
    return this.lanes.run();
  }

  get prompt(): Promise<unknown> | undefined {
    return this.lanes.prompt;
  }

  unanswered(): Iterable<number> {
    return this.lanes.unanswered();
  }

  /** Each call is answered for. */
  async sent(): Promise<void> {}

  /** A comet that has gone since it missed a task took its clients with it. */
  private among(only: ReadonlySet<CometId> | undefined): readonly NodeInfo[] {
    return only ? this.comets.filter(({ id }) => only.has(id)) : this.comets;
  }
}

/** A comet's own part of the speed. goim's field is a whole number, and 0 is no limit. */
function speedOf({ speed, paces }: BroadcastMessage, comet: CometId): number {
  if (speed === 0) return 0;
  const perSecond = paces.find((pace) => pace.comet === comet)?.perSecond ?? speed;
  return Math.max(Math.round(perSecond), 1);
}
