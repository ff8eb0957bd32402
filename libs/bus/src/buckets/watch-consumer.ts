import { AckPolicy, DeliverPolicy, ReplayPolicy, type ConsumerConfig } from '@nats-io/jetstream';

const HEARTBEAT_MS = 500;
/** The server removes a consumer whose watch is gone after this. */
const INACTIVE_AFTER_MS = 10_000;
const NANOS_PER_MS = 1_000_000;

/** @param from revision to begin with; up to 1: each key's newest entry, whatever its revision */
export function watchConsumer(entries: string, inbox: string, from: number): Partial<ConsumerConfig> {
  return {
    deliver_subject: inbox,
    filter_subject: entries,
    ack_policy: AckPolicy.None,
    replay_policy: ReplayPolicy.Instant,
    mem_storage: true,
    num_replicas: 1,
    flow_control: true,
    idle_heartbeat: HEARTBEAT_MS * NANOS_PER_MS,
    inactive_threshold: INACTIVE_AFTER_MS * NANOS_PER_MS,
    ...(from > 1
      ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from }
      : { deliver_policy: DeliverPolicy.LastPerSubject }),
  };
}
