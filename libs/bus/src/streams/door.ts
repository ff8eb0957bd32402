import { errorText, LOGIC_QUEUE_GROUP } from '#contracts';
import { withinTime } from '#limits';
import type { BusMessage } from '../connection/bus-message.js';
import type { Bus, BusSubscription } from '../connection/bus.js';
import { API_TIMEOUT_MS } from './jetstream-api.js';

const NOTHING = new Uint8Array(0);

/**
 * Asks JetStream for others, which may not ask it themselves. Subjects, requests and answers are JetStream's own, so that the same
 * code asks either. One of the logics answers each request.
 */
export abstract class Door {
  private subscription: BusSubscription | undefined;

  /** @param prefix begins the subjects of the requests */
  constructor(
    protected readonly bus: Bus,
    private readonly prefix: string,
  ) {}

  onApplicationBootstrap(): void {
    this.subscription = this.bus.subscribe(`${this.prefix}.>`, (message) => void this.answer(message), {
      queue: LOGIC_QUEUE_GROUP,
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    // It rejects where the connection is closed: then nothing can come. Nor does anything of a server that hangs.
    const drained = this.subscription?.drain().catch(() => undefined);
    if (drained) await withinTime(API_TIMEOUT_MS, drained);
  }

  /**
   * @param asked as JetStream has it, behind the prefix of its own subjects
   * @returns JetStream's answer
   * @throws AppError where it is not for whoever asks here
   */
  protected abstract done(asked: string, message: BusMessage): Promise<Uint8Array>;

  protected async ask(
    subject: string,
    data: Uint8Array = NOTHING,
    headers?: Record<string, string>,
  ): Promise<Uint8Array> {
    return (await this.bus.request(subject, data, API_TIMEOUT_MS, headers)).data;
  }

  private async answer(message: BusMessage): Promise<void> {
    let answer: Uint8Array;
    try {
      answer = await this.done(message.subject.slice(this.prefix.length + 1), message);
    } catch (error) {
      // As JetStream says it.
      answer = Buffer.from(JSON.stringify({ error: { code: 400, err_code: 0, description: errorText(error) } }));
    }
    message.respond(answer);
  }
}
