import {
  AppError,
  DEAD_LETTER_STREAM,
  HISTORY_STREAM,
  LEASE_BUCKET,
  PUSH_STREAM,
  STREAMS_BY_LOGIC,
  subjects,
} from '#contracts';
import type { StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { streamOf } from '../buckets/bucket.js';
import type { BusMessage } from '../connection/bus-message.js';
import type { Bus } from '../connection/bus.js';
import { Door } from './door.js';
import { isConfiguredLater } from '../durable/drift.js';

/** The streams that jobs make, and the one that logics make as well, each with the subjects that it may take in. */
const MADE: ReadonlyMap<string, (subject: string) => boolean> = new Map([
  [PUSH_STREAM, (subject: string) => /^goim\.push\.\d{1,5}$/.test(subject)],
  [DEAD_LETTER_STREAM, (subject: string) => subject === subjects.allDeadLetters],
  [HISTORY_STREAM, (subject: string) => subject === subjects.allHistory],
  [streamOf(LEASE_BUCKET), (subject: string) => subject === `$KV.${LEASE_BUCKET}.>`],
]);
/**
 * The settings that are taken of a job. Others would have the stream take in, send on or copy what is not a job's: sources,
 * mirrors, transforms, `republish`.
 */
const TAKEN = [
  'retention',
  'storage',
  'discard',
  'max_age',
  'max_bytes',
  'max_consumers',
  'max_msgs',
  'max_msg_size',
  'max_msgs_per_subject',
  'num_replicas',
  'duplicate_window',
  'allow_direct',
  'allow_rollup_hdrs',
  'description',
] as const satisfies readonly (keyof StreamConfig)[];
/** Clocks of two machines may be as much off. Milliseconds. */
const MAX_SKEW_MS = 60_000;

/**
 * Makes and changes the streams of jobs, for those that may not themselves: whoever may says which subjects a stream takes in,
 * and so hears whatever anybody publishes, tokens of clients on their way to logic among it. How large a stream is, and how many
 * copies there are, is what the job says.
 */
export class StreamDoor extends Door {
  constructor(bus: Bus) {
    super(bus, STREAMS_BY_LOGIC);
  }

  protected async done(asked: string, { data }: BusMessage): Promise<Uint8Array> {
    const stream = asked.slice(asked.lastIndexOf('.') + 1);
    const mayTakeIn = MADE.get(stream);
    const info = `STREAM.INFO.${stream}`;
    if (mayTakeIn && asked === info) return this.ask(`$JS.API.${info}`);
    const isUpdate = asked === `STREAM.UPDATE.${stream}`;
    if (!mayTakeIn || !(isUpdate || asked === `STREAM.CREATE.${stream}`)) {
      throw new AppError('forbidden', `${asked} is not for jobs`);
    }
    const config = settingsOf(data, mayTakeIn);
    const before = isUpdate ? await this.settingsNow(info) : {};
    return this.ask(`$JS.API.${asked}`, Buffer.from(JSON.stringify({ ...before, ...config, name: stream })));
  }

  private async settingsNow(info: string): Promise<Partial<StreamConfig>> {
    const { config } = JSON.parse(Buffer.from(await this.ask(`$JS.API.${info}`)).toString()) as Partial<StreamInfo>;
    if (!config) throw new AppError('not-found', 'there is no such stream');
    return config;
  }
}

/** @throws AppError where the settings are none for the stream */
function settingsOf(data: Uint8Array, mayTakeIn: (subject: string) => boolean): Partial<StreamConfig> {
  const asked = JSON.parse(Buffer.from(data).toString()) as Partial<StreamConfig>;
  const { subjects: given, max_bytes: maxBytes, description } = asked;
  if (!Array.isArray(given) || given.length === 0 || !given.every((one) => typeof one === 'string' && mayTakeIn(one))) {
    throw new AppError('forbidden', 'the stream takes in its own subjects alone');
  }
  if (typeof maxBytes !== 'number' || maxBytes <= 0) throw new AppError('invalid-argument', 'a stream has a size');
  // Whoever comes from the future would have logics let the stream be as it is for ever.
  if (isConfiguredLater(description, Date.now() + MAX_SKEW_MS)) {
    throw new AppError('invalid-argument', 'it was not configured later than now');
  }
  const taken = TAKEN.filter((key) => asked[key] !== undefined).map((key) => [key, asked[key]]);
  return { ...(Object.fromEntries(taken) as Partial<StreamConfig>), subjects: given };
}
