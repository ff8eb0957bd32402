import { AckedPublisher, type Bus } from '#bus';
import { AppError, DEAD_LETTER_STREAM, subjects } from '#contracts';

const PUBLISH_TIMEOUT_MS = 2_000;
const MAX_PENDING = 10_000;

/** What can't be worked, kept for operators, who can look at it and publish it again. */
export interface NewDeadLetter {
  readonly partition: number;
  readonly data: Uint8Array;
  /** Where a job dies behind its letter, its successor writes the letter again: the stream drops that one. */
  readonly id: string;
  readonly reason: string;
  /** Where to publish it again. */
  readonly subject: string;
  /** What else is to be known of it. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function deadLetterPublisher(bus: Bus): AckedPublisher {
  return new AckedPublisher(bus, PUBLISH_TIMEOUT_MS, { current: { maxPending: MAX_PENDING } }, DEAD_LETTER_STREAM);
}

/**
 * Where the headers do not fit beside the body, those alone are stored by which the letter can be published again.
 *
 * @throws AppError where the stream of the dead letters does not take it; `invalid-argument`: it never will, with as little
 *   around it
 */
export async function publishDeadLetter(
  publisher: Pick<AckedPublisher, 'publish'>,
  letter: NewDeadLetter,
): Promise<void> {
  const { partition, data, id, reason, subject, headers } = letter;
  const deadSubject = subjects.deadLetter(partition);
  const needed = { 'Nats-Msg-Id': `dead-${id}`, 'Goim-Subject': subject };
  const told = { 'Goim-Reason': reason.replaceAll(/[\r\n]+/g, ' '), ...headers };
  try {
    await publisher.publish(deadSubject, data, { ...needed, ...told });
  } catch (error) {
    if (!isTooLong(error)) throw error;
    await publisher.publish(deadSubject, data, needed);
  }
}

/** Whether NATS takes no message as long as the one that was published. */
export function isTooLong(error: unknown): boolean {
  return error instanceof AppError && error.code === 'invalid-argument';
}
