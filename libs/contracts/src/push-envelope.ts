/** Bytes that a message to the comets has more than its task, at most. */
const ENVELOPE_BYTES = 256;
/** The same for a task with recipients: for each of 1,000 keys it has the member, and an id. */
const RECIPIENTS_ENVELOPE_BYTES = 24 * 1_024;

/**
 * Bytes that NATS has to take beyond a task: job makes messages to the comets of it, which are longer. Logic stores no task
 * that leaves less room for them, and job sends none.
 *
 * @param recipients of the task
 */
export function envelopeBytes(recipients: number): number {
  return recipients > 0 ? RECIPIENTS_ENVELOPE_BYTES : ENVELOPE_BYTES;
}
