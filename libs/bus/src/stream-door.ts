import {
  AppError,
  DEAD_LETTER_STREAM,
  errorText,
  HISTORY_STREAM,
  LEASE_BUCKET,
  LOGIC_QUEUE_GROUP,
  PUSH_STREAM,
  STREAMS_BY_LOGIC,
  subjects,
} from '#contracts';
import type { StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { streamOf } from './bucket.js';
import type { BusMessage } from './bus-message.js';
import type { Bus, BusSubscription } from './bus.js';
import { isConfiguredLater } from './durable/drift.js';
import { API_TIMEOUT_MS } from './jetstream-api.js';

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
 *
 * Subjects, requests and answers are JetStream's own, so that the same code asks either.
 */
export class StreamDoor {
  private subscription: BusSubscription | undefined;

  constructor(private readonly bus: Bus) {}

  onApplicationBootstrap(): void {
    this.subscription = this.bus.subscribe(`${STREAMS_BY_LOGIC}.>`, (message) => void this.answer(message), {
      queue: LOGIC_QUEUE_GROUP,
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    // It rejects where the connection is closed: then nothing can come.
    await this.subscription?.drain().catch(() => undefined);
  }

  private async answer(message: BusMessage): Promise<void> {
    let answer: Uint8Array;
    try {
      answer = await this.done(message);
    } catch (error) {
      answer = Buffer.from(JSON.stringify({ error: { code: 400, err_code: 0, description: errorText(error) } }));
    }
    message.respond(answer);
  }

  /** @throws AppError where no job needs it */
  private async done({ subject, data }: BusMessage): Promise<Uint8Array> {
    const asked = subject.slice(STREAMS_BY_LOGIC.length + 1);
    const stream = asked.slice(asked.lastIndexOf('.') + 1);
    const mayTakeIn = MADE.get(stream);
    const info = `STREAM.INFO.${stream}`;
    if (mayTakeIn && asked === info) return this.ask(info);
    const isUpdate = asked === `STREAM.UPDATE.${stream}`;
    if (!mayTakeIn || !(isUpdate || asked === `STREAM.CREATE.${stream}`)) {
      throw new AppError('forbidden', `${asked} is not for jobs`);
    }
    const config = settingsOf(data, mayTakeIn);
    const before = isUpdate ? await this.settingsNow(info) : {};
    return this.ask(asked, Buffer.from(JSON.stringify({ ...before, ...config, name: stream })));
  }

  private async settingsNow(info: string): Promise<Partial<StreamConfig>> {
    const { config } = JSON.parse(Buffer.from(await this.ask(info)).toString()) as Partial<StreamInfo>;
    if (!config) throw new AppError('not-found', 'there is no such stream');
    return config;
  }

  private async ask(what: string, data: Uint8Array = new Uint8Array(0)): Promise<Uint8Array> {
    return (await this.bus.request(`$JS.API.${what}`, data, API_TIMEOUT_MS)).data;
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
