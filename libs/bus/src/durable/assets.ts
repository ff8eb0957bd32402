import type { ConsumerConfig, StreamConfig } from '@nats-io/jetstream';

/** A durable consumer that a stream must have. */
export type ConsumerAsset = Partial<ConsumerConfig> & { readonly durable_name: string };

/** A stream, with its consumers, that must exist as configured. A bucket is a stream. */
export interface StreamAsset {
  readonly config: Partial<StreamConfig> & { readonly name: string };
  readonly consumers?: readonly ConsumerAsset[];
  /** Settings that this process knows nothing of but must give a stream that it creates: it lets what it finds be. */
  readonly undecided?: readonly (keyof StreamConfig)[] | undefined;
  /**
   * It is a bound more than a need, so where NATS' store has no room for its `max_bytes` it is created with less, and has
   * them when there is room.
   */
  readonly mayBeSmaller?: boolean;
  /** @throws AppError where the stream that exists can't be used, and must not be changed */
  verify?(found: StreamConfig): void;
}

/** Why something was done. */
type RepairReason =
  /** It did not exist. */
  | 'missing'
  /** NATS' store had no room for its size: it was created with a smaller one. */
  | 'smaller'
  /** It was not as configured. */
  | 'changed'
  /** Another process, or an operator, has deleted it and created it anew. */
  | 'recreated'
  /** It could only be made as configured by creating it anew; it was empty. */
  | 'rebuilt'
  /** A server that was killed had messages again that were worked long before. */
  | 'returned'
  /** A consumer knew of messages to be given out again that were gone. */
  | 'forgotten'
  /** JetStream did not answer in time, and was asked again. */
  | 'unanswered';

/** Something that was mended, or that can't be. */
export interface AssetFinding {
  /** `GOIM_PUSH`, or `GOIM_PUSH/job-3` for a consumer. */
  readonly asset: string;
  readonly reason: RepairReason;
  readonly detail: string;
}
