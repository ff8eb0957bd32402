import {
  AppError,
  BAN_BUCKET,
  BUCKETS_BY_LOGIC,
  CONFIG_BUCKET,
  decodeNodeInfo,
  decodeToken,
  encodeToken,
  NODE_BUCKET,
  SESSION_BUCKET,
} from '#contracts';
import { TokenBucket } from '#limits';
import type { ConsumerConfig, StreamInfo } from '@nats-io/jetstream';
import { KEY_OPERATION, MAX_WATCHES, streamOf } from './bucket.js';
import { watchConsumer } from './watch-consumer.js';
import type { BusMessage } from '../connection/bus-message.js';
import type { Bus } from '../connection/bus.js';
import { Door } from '../streams/door.js';

/** That comets look at: whether they were made anew. */
const LOOKED_AT = new Set([CONFIG_BUCKET, BAN_BUCKET, NODE_BUCKET, SESSION_BUCKET].map(streamOf));
/** That they follow: what each holds goes to whoever asks. */
const FOLLOWED = new Map([CONFIG_BUCKET, BAN_BUCKET].map((bucket) => [streamOf(bucket), `$KV.${bucket}.>`]));
const NODE_ENTRIES = `$KV.${NODE_BUCKET}.`;
/** Bytes of an entry of the list of nodes; a comet's own has some hundred. */
const LONGEST_ENTRY = 16 * 1_024;
/** New watches a second, and at once: each is a consumer, of which a bucket has a bound. A hundred comets may start at a time. */
const WATCHES_A_SECOND = 50;
const WATCHES_AT_ONCE = 500;
const INBOX = /^_INBOX\.[\w.-]+$/;

interface Question {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: Record<string, string>;
}

/**
 * Asks JetStream what comets need of the buckets, for those that may not ask themselves: whoever may has NATS send its answers,
 * and what a consumer delivers, to any subject, and so to the push queue and over the entries of any bucket. What is asked here
 * is answered on the asker's inbox, and delivered to one alone.
 */
export class BucketDoor extends Door {
  private readonly watches = new TokenBucket(WATCHES_A_SECOND, WATCHES_AT_ONCE, performance.now());

  /** @param mostWatches of a bucket: those that an older version made have no bound of their own where the server changes none */
  constructor(
    bus: Bus,
    private readonly mostWatches = MAX_WATCHES,
  ) {
    super(bus, BUCKETS_BY_LOGIC);
  }

  protected async done(asked: string, message: BusMessage): Promise<Uint8Array> {
    const { subject, data, headers } = await this.question(asked, message);
    return this.ask(subject, data, headers);
  }

  /** @throws AppError where no comet needs it */
  private async question(asked: string, message: BusMessage): Promise<Question> {
    if (asked.startsWith(NODE_ENTRIES)) return nodeEntry(asked, message);
    const stream = asked.slice(asked.lastIndexOf('.') + 1);
    if (asked === `STREAM.INFO.${stream}` && LOOKED_AT.has(stream)) {
      return { subject: `$JS.API.${asked}`, data: new Uint8Array(0) };
    }
    const entries = FOLLOWED.get(stream);
    if (asked === `CONSUMER.CREATE.${stream}` && entries) {
      return { subject: `$JS.API.${asked}`, data: await this.watch(stream, entries, message.data) };
    }
    throw new AppError('forbidden', `${asked} is not for comets`);
  }

  /** Where it is to deliver, and from where on, are all that is taken from what was asked. */
  private async watch(stream: string, entries: string, data: Uint8Array): Promise<Uint8Array> {
    const { config } = JSON.parse(Buffer.from(data).toString()) as { config?: Partial<ConsumerConfig> };
    const { deliver_subject: inbox, opt_start_seq: from = 1 } = config ?? {};
    if (typeof inbox !== 'string' || !INBOX.test(inbox)) throw new AppError('forbidden', 'a watch is told on an inbox');
    if (!Number.isSafeInteger(from)) throw new AppError('invalid-argument', 'a revision is a whole number');
    if (!this.watches.take(performance.now())) throw new AppError('unavailable', 'too many watches at once');
    const info = await this.ask(`$JS.API.STREAM.INFO.${stream}`);
    const { state } = JSON.parse(Buffer.from(info).toString()) as Partial<StreamInfo>;
    if (!state || state.consumer_count >= this.mostWatches)
      throw new AppError('unavailable', 'the bucket has as many watches as may be');
    return Buffer.from(JSON.stringify({ stream_name: stream, config: watchConsumer(entries, inbox, from) }));
  }
}

function nodeEntry(subject: string, message: BusMessage): Question {
  const key = subject.slice(NODE_ENTRIES.length);
  const { data } = message;
  const removes = message.header(KEY_OPERATION) !== undefined;
  if (removes ? !isKey(key) : data.length > LONGEST_ENTRY || encodeToken(decodeNodeInfo(data).id) !== key) {
    throw new AppError('invalid-argument', 'this is no entry of the list of nodes');
  }
  return removes ? { subject, data: new Uint8Array(0), headers: { [KEY_OPERATION]: 'DEL' } } : { subject, data };
}

/** Whether some comet's entry has the key: every logic and job hears of what is written there. */
function isKey(key: string): boolean {
  try {
    return key !== '' && encodeToken(decodeToken(key)) === key;
  } catch {
    return false;
  }
}
