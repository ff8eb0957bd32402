import { AppError, type RpcContract } from '#contracts';
import { SparseLines } from '#observability';
import {
  BaseRpcContext,
  NatsContext,
  Server,
  Transport,
  type CustomTransportStrategy,
  type MessageHandler,
} from '@nestjs/microservices';
import { IncomingRequestDeserializer } from '@nestjs/microservices/deserializers/incoming-request.deserializer';
import { NatsRecordSerializer } from '@nestjs/microservices/serializers/nats-record.serializer';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Bus, BusSubscription } from '../connection/bus.js';
import type { BusMessage } from '../connection/bus-message.js';
import { RPC_ERROR_HEADER } from './rpc-client.js';

type AnyContract = RpcContract<unknown, unknown>;

/** What a handler of a contract gets by @Ctx(). */
export class BusContext extends BaseRpcContext<[BusMessage]> {
  get message(): BusMessage {
    return this.args[0];
  }
}

export interface BusRpcOptions {
  /** One member of the group answers each request. A handler's own `{ queue }` goes before; '' makes it a broadcast. */
  queue: string;
  /** Every contract that must have a handler; boot fails where one has none. */
  contracts: readonly AnyContract[];
  /** Whether another transport serves a pattern that its handler binds to no transport. */
  isElsewhere?: (pattern: string) => boolean;
  /** Where a contract is listened for; by default on its own subject. */
  subjectOf?: (contract: AnyContract) => string;
}

/**
 * Nest's NATS transport on the process's own connection.
 *
 * Handlers by `@RpcHandler(contract)` get and return messages, encoded by their contract: rxjs and JSON stay off the path
 * (4 us a request on the server against 15 us). Any other @MessagePattern or @EventPattern speaks the JSON of Nest's own
 * `ClientProxy`, so that extensions use Nest's conventions as they know them.
 */
export class BusRpcStrategy extends Server implements CustomTransportStrategy {
  // Handlers of other transports in the same app, such as @GrpcMethod, are left to those.
  override readonly transportId = Transport.NATS;
  private readonly subscriptions: BusSubscription[] = [];
  /** Whatever a client sends may have an extension fail. */
  private readonly lines = new SparseLines();
  private running = 0;
  private drained: (() => void) | undefined;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly options: BusRpcOptions,
  ) {
    super();
    this.serializer = new NatsRecordSerializer();
    // Nest's NatsRequestJSONDeserializer is the same behind a `json()` of the NATS library's own message.
    this.deserializer = new IncomingRequestDeserializer();
  }

  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    if (!isEventHandler && this.messageHandlers.has(this.normalizePattern(pattern as string))) {
      throw new Error(`two handlers answer ${String(pattern)}`);
    }
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  listen(callback: (error?: unknown) => void): void {
    const missing = this.options.contracts.filter(({ subject }) => !this.messageHandlers.has(subject));
    if (missing.length > 0) {
      callback(new Error(`no handler answers ${missing.map(({ subject }) => subject).join(', ')}`));
      return;
    }
    for (const [pattern, handler] of this.messageHandlers) {
      const contract = handler.extras?.['contract'] as AnyContract | undefined;
      if (!contract && this.options.isElsewhere?.(pattern)) continue;
      const queue = (handler.extras?.['queue'] as string | undefined) ?? this.options.queue;
      const subject = contract ? (this.options.subjectOf?.(contract) ?? contract.subject) : pattern;
      const handle = contract
        ? (message: BusMessage) => this.answer(contract, handler, message)
        : (message: BusMessage) => this.handleJson(pattern, handler, message);
      this.subscriptions.push(this.bus.subscribe(subject, (message) => void this.track(handle(message)), { queue }));
    }
    // Who is told that it serves may ask at once, by another connection. Where the bus is away, the server knows when it is back.
    void this.bus
      .flush()
      .catch(() => undefined)
      .then(() => callback());
  }

  /**
   * Takes no new requests, answers those that the server had sent by then, and waits for those that run; the connection
   * itself is closed by its owner. To call it again, as Nest does, takes no longer.
   */
  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  on(): void {
    throw new Error('listen to the events of the Bus itself');
  }

  unwrap<T>(): T {
    return this.bus.connection as T;
  }

  private async end(): Promise<void> {
    // It rejects where the connection is closed: then nothing can come.
    for (const subscription of this.subscriptions.splice(0)) subscription.drain().catch(() => undefined);
    // The server answers in order: the subscriptions have drained when this is done, or the bus is away.
    await this.bus.flush().catch(() => undefined);
    if (this.running > 0) await new Promise<void>((resolve) => (this.drained = resolve));
  }

  private async track(work: Promise<void>): Promise<void> {
    this.running++;
    try {
      await work;
    } catch (error) {
      this.logger.error(error);
    } finally {
      if (--this.running === 0) this.drained?.();
    }
  }

  private async answer(contract: AnyContract, handler: MessageHandler, message: BusMessage): Promise<void> {
    try {
      const result: unknown = await handler(decodeRequest(contract, message), new BusContext([message]));
      const reply = isObservable(result) ? await lastValueFrom(result) : result;
      const bytes = contract.reply.encode(reply).finish();
      this.assertFits(contract, bytes);
      message.respond(bytes);
    } catch (error) {
      const known = error instanceof AppError ? error : new AppError('internal', 'internal error', { cause: error });
      if (known.code === 'internal') {
        const { subject } = contract;
        this.lines.tell(subject, (leftOut) => {
          this.logger.error('a request failed', { subject, err: error, ...leftOut });
        });
      }
      message.respond(Buffer.from(known.message), { headers: { [RPC_ERROR_HEADER]: known.code } });
    }
  }

  /** The library would throw an error that tells the asker nothing. */
  private assertFits({ subject }: AnyContract, { length }: Uint8Array): void {
    const { maxPayloadBytes } = this.bus;
    if (length <= maxPayloadBytes) return;
    throw new AppError(
      'internal',
      `the answer to ${subject} has ${length} bytes, and NATS takes ${maxPayloadBytes} (max_payload)`,
    );
  }

  private async handleJson(pattern: string, handler: MessageHandler, message: BusMessage): Promise<void> {
    const context = new NatsContext([message.subject, message.headers]);
    let request: unknown;
    try {
      request = JSON.parse(Buffer.from(message.data).toString());
    } catch (cause) {
      this.answerBroken(message, cause);
      return;
    }
    const packet = await this.deserializer.deserialize(request, { channel: pattern, replyTo: message.reply });
    if (!('id' in packet) || packet.id === undefined) {
      await this.handleEvent(pattern, packet, context);
      return;
    }
    const { id } = packet;
    // A promise, whatever its declaration says.
    const handled: unknown = this.handleRequest(
      context,
      async () => this.transformToObservable(await handler(packet.data, context)),
      (response: object) => {
        const outgoing = this.serializer.serialize({ ...response, id }) as { data: Uint8Array };
        message.respond(outgoing.data);
      },
    );
    await handled;
  }

  /** In the form of Nest's own client; without an id, which only the JSON would tell. */
  private answerBroken(message: BusMessage, cause: unknown): void {
    const err = { status: 'error', message: `the message on ${message.subject} is no JSON` };
    this.logger.warn(`${err.message}: ${String(cause)}`);
    message.respond(Buffer.from(JSON.stringify({ err, isDisposed: true })));
  }
}

function decodeRequest(contract: AnyContract, message: BusMessage): unknown {
  try {
    return contract.request.decode(message.data);
  } catch (cause) {
    throw new AppError('invalid-argument', `the request on ${contract.subject} can't be decoded`, { cause });
  }
}
