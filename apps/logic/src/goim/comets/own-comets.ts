import { Injectable } from '@nestjs/common';
import { COMET_ON_THE_BUS } from '#contracts';
import { createGrpcClient } from '#grpc';
import { Metrics } from '#observability';

const ASK_WITHIN_MS = 1_000;
/** How long an answer holds, so that many clients that come at once cost one question. */
const ANSWER_HOLDS_MS = 3_000;

interface Answer {
  readonly isOurs: Promise<boolean>;
  /** By `performance.now()`. */
  readonly askedAt: number;
}

/** Tells comets on the bus from legacy ones, by what they say of themselves at their address. */
@Injectable()
export class OwnComets {
  private readonly answers = new Map<string, Answer>();

  constructor(private readonly metrics: Metrics) {}

  /** @param address `host:port`. @returns false as well where nobody answers */
  isOurs(address: string): Promise<boolean> {
    const known = this.answers.get(address);
    if (known && performance.now() - known.askedAt < ANSWER_HOLDS_MS) return known.isOurs;
    const isOurs = this.ask(address);
    this.answers.set(address, { isOurs, askedAt: performance.now() });
    return isOurs;
  }

  private async ask(address: string): Promise<boolean> {
    const client = await createGrpcClient(address, this.metrics);
    try {
      return await client.knowsHealthOf(COMET_ON_THE_BUS, ASK_WITHIN_MS);
    } finally {
      client.close();
    }
  }
}
