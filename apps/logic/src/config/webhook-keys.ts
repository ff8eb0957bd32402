import { byteSize, duration, httpAddress, secret } from '#config';
import { z } from 'zod';

/** What a header can have; else nobody would be asked, and the error that says so repeats it. */
const SENDABLE = /^[ -~]*$/;

/** What every webhook is configured by. @param url says what is sent, and what is answered */
export function webhookKeys(url: string) {
  return {
    url: httpAddress().optional().describe(url),
    secret: secret()
      .refine((text) => SENDABLE.test(text.trim()), 'expected printable ASCII characters')
      .optional()
      .describe('Sent as Authorization: Bearer.'),
    timeout: duration({ min: 50, max: 60_000 })
      .default(2_000)
      .describe("How long an answer may take; below comet's session.logicTimeout."),
    maxInFlight: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .default(256)
      .describe('Questions at a time; for one more the client is told to come back.'),
    maxAnswer: byteSize({ min: 1_024, max: 1024 * 1024 })
      .default(64 * 1024)
      .describe('Longest answer.'),
  };
}

const WebhookKeys = z.object(webhookKeys(''));
export type WebhookKeys = z.output<typeof WebhookKeys>;
