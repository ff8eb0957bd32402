import { Logger } from '@nestjs/common';
import { UpstreamConsumer, type Bus } from '#bus';
import { AT_A_TIME, type OpenReader } from '../events/upstream-events.strategy.js';

/** Longer than a handler may take, and than a message may wait until others are handled. Milliseconds. */
const ACK_WAIT_MS = 40_000;
/**
 * NATS counts a message that waits for its next try, up to two minutes in all, like one that is being handled, and gives out
 * no more above this: what fails would hold up everybody else's messages. Of one client that sends 100 a second, of which
 * each fails, 12,000 wait.
 */
const MAX_UNSETTLED = 65_536;

/** Reads the stream by durable consumers, which all logics share. */
export function readersOf(bus: Bus): OpenReader {
  const logger = new Logger(UpstreamConsumer.name);
  const bounds = { ackWaitMs: ACK_WAIT_MS, maxInHand: AT_A_TIME, maxUnsettled: MAX_UNSETTLED };
  return (name, subject, onMessage) =>
    new UpstreamConsumer(bus, { name, subject, ...bounds }, onMessage, (err) =>
      logger.warn('cannot read the upstream stream, trying again', { consumer: name, err }),
    );
}
