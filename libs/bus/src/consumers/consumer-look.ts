import { AppError, epochOf } from '#contracts';
import type { ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import type { Bus } from '../connection/bus.js';
import { DurableAssets } from '../durable/durable-assets.js';
import { jetStreamApi } from '../streams/jetstream-api.js';

/** Looks at a durable consumer. One that can't be looked at may be gone, so its stream is then looked at, and mended. */
export class ConsumerLook {
  constructor(
    private readonly bus: Bus,
    private readonly stream: string,
    private readonly name: string,
  ) {}

  /** @throws AppError `unavailable` */
  info(): Promise<ConsumerInfo> {
    return this.ask((manager) => manager.consumers.info(this.stream, this.name));
  }

  /** Of its stream. @throws AppError `unavailable` */
  epoch(): Promise<number> {
    return this.ask(async (manager) => epochOf((await manager.streams.info(this.stream)).created));
  }

  /** With the epoch of its stream. @throws AppError `unavailable` */
  async withEpoch(): Promise<{ readonly epoch: number; readonly info: ConsumerInfo }> {
    const [epoch, info] = await Promise.all([this.epoch(), this.info()]);
    return { epoch, info };
  }

  private async ask<Found>(question: (manager: JetStreamManager) => Promise<Found>): Promise<Found> {
    try {
      return await question(await jetStreamApi(this.bus));
    } catch (cause) {
      DurableAssets.of(this.bus).suspect(this.stream);
      throw new AppError('unavailable', `cannot look at the consumer ${this.name} of ${this.stream}`, { cause });
    }
  }
}
