import { errorText } from '#contracts';
import { errors } from '@nats-io/transport-node';

/** Something that the permissions of its user at NATS do not let this process do. */
export interface Denial {
  readonly operation: 'publish' | 'subscription';
  readonly subject: string;
}

/** @returns what was denied, where that is why the error was thrown */
export function denialOf(error: unknown): Denial | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof errors.PermissionViolationError) return cause;
  }
  return undefined;
}

/** The text of an error, which says what was denied where that is why it was thrown. */
export function errorOrDenialText(error: unknown): string {
  const denial = denialOf(error);
  return denial ? describeDenial(denial) : errorText(error);
}

export function describeDenial({ operation, subject }: Denial): string {
  return `NATS does not let this user ${operation === 'publish' ? 'publish' : 'subscribe'} to ${subject}`;
}
