import { AckedPublisher, type Bus } from '#bus';
import { DEAD_LETTER_STREAM, subjects } from '#contracts';

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

/** @throws AppError where the stream of the dead letters does not take it */
export async function publishDeadLetter(
  publisher: Pick<AckedPublisher, 'publish'>,
  letter: NewDeadLetter,
): Promise<void> {
  const { partition, data, id, reason, subject, headers } = letter;
  await publisher.publish(subjects.deadLetter(partition), data, {
    'Nats-Msg-Id': `dead-${id}`,
    'Goim-Reason': reason.replaceAll(/[\r\n]+/g, ' '),
    'Goim-Subject': subject,
    ...headers,
  });
}
