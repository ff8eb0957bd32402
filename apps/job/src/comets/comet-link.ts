import {
  UNNUMBERED,
  type BroadcastMessage,
  type CometId,
  type LeaseEpoch,
  type NodeInfo,
  type PushKeysMessage,
  type PushRoomMessage,
} from '#contracts';

/** What a probe has, beside keys that nobody has. */
export const TO_NOBODY = {
  proto: { ver: 1, op: 0, seq: 0, body: new Uint8Array(0) },
  protoOp: 0,
  unfiltered: false,
  ...UNNUMBERED.keys,
};

/** The lease by which a batch is sent. */
export interface SendingLease {
  /** Null: not known, so that no comet can tell whether another job has the partition by now. */
  readonly epoch: LeaseEpoch | null;
  /** Whether this job may go on sending: one that hung for a while finds its partition with another. */
  isValid(): boolean;
  /** Aborted when this job gives its partition back: it waits for no comet any more. */
  readonly over?: AbortSignal;
}

/**
 * How job reaches one kind of comet. A push by key goes by the link that serves its comet; pushes to rooms and broadcasts
 * go by every link.
 */
export abstract class CometLink {
  /** Bytes of the longest message that it carries. */
  abstract readonly maxMessageBytes: number;

  /** Whether the comet is of this link's kind. */
  abstract serves(comet: NodeInfo): boolean;

  /**
   * Resolves when every comet of this kind that is alive listens.
   *
   * @throws AppError `unavailable` where the bus is away
   */
  abstract ready(): Promise<void>;

  /**
   * Sends a push that is for nobody, as pushes by key are sent. Resolves when the comet has taken it.
   *
   * @throws AppError where it did not, within some seconds: because it knows a newer lease, among other reasons
   */
  abstract probe(comet: NodeInfo, lease: SendingLease): Promise<void>;

  /**
   * Begins the deliveries of one batch. What some comet is sent by the batches of one lease keeps its order.
   *
   * @param misses gets each task that a comet did not take, or that was not sent
   */
  abstract begin(misses: Misses, lease: SendingLease): BatchDelivery;
}

/**
 * What goes by one link of one batch. Messages to one comet keep their order. A task is named by the id of its
 * message; each method returns how many messages it makes.
 */
export interface BatchDelivery {
  toKeys(comet: NodeInfo, message: PushKeysMessage, id: number): number;

  /** @param only the comets that missed the task at its last try; undefined = all */
  toRoom(message: PushRoomMessage, ids: readonly number[], only?: ReadonlySet<CometId>): number;

  /** @param only the comets that missed the task at its last try; undefined = all */
  toAll(message: BroadcastMessage, id: number, only?: ReadonlySet<CometId>): number;

  /** Resolves when each comet that has to answer has taken what is for it, or is noted as having missed it. */
  end(): Promise<void>;

  /** Since `end` was called: resolves when the comets have answered that had taken all before. Undefined: none has to. */
  readonly prompt: Promise<unknown> | undefined;

  /** Since `end` was called: the tasks that some comet has not answered for. */
  unanswered(): Iterable<number>;

  /**
   * Resolves when the bus has taken all that no comet has to answer for.
   *
   * @throws AppError `unavailable` where nothing is known of it
   */
  sent(): Promise<void>;
}

interface Miss {
  readonly reason: string;
  readonly comets: Set<CometId>;
  /** Whoever it is for may have missed it. */
  byAll: boolean;
}

/** Tasks of a batch that some comet takes its time for. */
export interface Late {
  readonly ids: ReadonlySet<number>;
  /** Resolves when it is known what has become of them. Rejects where that will not be known. */
  readonly end: Promise<void>;
}

/** The tasks of one batch that are to be tried again. */
export class Misses {
  private readonly byId = new Map<number, Miss>();
  private readonly deferred = new Set<number>();
  /** Undefined: all that is to be known of the batch is known. */
  late: Late | undefined;

  /** @param lastTries tasks that are given up where they are missed */
  constructor(private readonly lastTries: ReadonlySet<number> = new Set()) {}

  /** Whether the task is given up where it is missed now. */
  isLastTry(id: number): boolean {
    return this.lastTries.has(id);
  }

  /** @param comet names a comet that missed the task where others may have it; without one, the task goes to all again */
  note(id: number, reason: string, comet?: CometId): void {
    let miss = this.byId.get(id);
    if (!miss) {
      miss = { reason, comets: new Set(), byAll: false };
      this.byId.set(id, miss);
    }
    if (comet === undefined) miss.byAll = true;
    else miss.comets.add(comet);
  }

  /** That the task is missed is no try: something else is away. */
  defer(id: number): void {
    this.deferred.add(id);
  }

  /** Whether some task is to be tried again. */
  get isAny(): boolean {
    return this.byId.size > 0;
  }

  isDeferred(id: number): boolean {
    return this.deferred.has(id);
  }

  /** Undefined: the task reached all whom it is for. The text is for the log and the dead letter. */
  reasonOf(id: number): string | undefined {
    return this.byId.get(id)?.reason;
  }

  /** The comets that alone missed a task, by the task, of those whose end is known now, or of the late ones. */
  *owed(ofLate: boolean): Iterable<[id: number, comets: ReadonlySet<CometId>]> {
    for (const [id, { comets, byAll }] of this.byId) {
      if (!byAll && ofLate === (this.late?.ids.has(id) ?? false)) yield [id, comets];
    }
  }
}
