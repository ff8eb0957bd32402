import { isUsableKey } from '#contracts';
import { z } from 'zod';

export const MAX_BATCH = 1_000;

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

const name = z.string().refine(isUsableKey, 'must have 1 to 256 bytes');

const content = {
  operation: z.number().int().min(INT32_MIN).max(INT32_MAX).meta({ example: 1000 }),
  message: z.string().describe('The message: text, or bytes in base64').meta({ example: 'hello' }),
  encoding: z.enum(['utf8', 'base64']).default('utf8'),
};

/** One push of a batch; what it is for decides what it must name. */
const BatchedPush = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('room'), room: name.meta({ example: 'live://1000' }), ...content }),
  z.strictObject({ to: z.literal('keys'), keys: z.array(name).min(1).max(1_000), ...content }),
  z.strictObject({ to: z.literal('mids'), mids: z.array(z.number().int().safe()).min(1).max(1_000), ...content }),
  z.strictObject({ to: z.literal('all'), ...content }),
]);
export type BatchedPush = z.output<typeof BatchedPush>;

export const PushBatchBody = z.strictObject({ pushes: z.array(BatchedPush).min(1).max(MAX_BATCH) });
export type PushBatchBody = z.output<typeof PushBatchBody>;
