import { midOf, type Mid } from '#contracts';
import { z } from 'zod';

const EXPECTED = "expected a member's id, an int64";
const LEADING_PLUS = /^\+/;

/** A query or path parameter that names a member. */
export function memberParameter({
  min = -(2n ** 63n),
  ...shown
}: {
  min?: bigint;
  description: string;
  example: number;
}) {
  return (
    z
      .string({ error: ({ input }) => (input === undefined ? 'is missing' : `${EXPECTED}, once`) })
      // Text on its way in, since it stands in a query; a number to whoever calls the API.
      .meta({ ...shown, type: 'integer', format: 'int64' })
      .transform((text, context) => memberOf(text.replace(LEADING_PLUS, ''), min, context))
  );
}

/** A member in a body: a number, or a string of its digits. What a number would round has become such a string. */
export const memberId = z
  .union([z.number().int(), z.string()], { error: EXPECTED })
  .transform((value, context) => memberOf(value, undefined, context));

/** A member in an answer: a number up to 2^53 - 1, and beyond it a string of its digits. */
export const memberView = z.union([z.number().int(), z.string()]);

/** The null is the number's: OpenAPI 3.0 has none of a union. */
export const memberViewOrNull = z.union([z.number().int().nullable(), z.string()]);

function memberOf(value: number | string, min: bigint | undefined, context: z.core.$RefinementCtx): Mid {
  const mid = midOf(value);
  if (mid !== undefined && (min === undefined || mid >= min)) return mid;
  context.issues.push({ code: 'custom', input: value, message: EXPECTED });
  return z.NEVER;
}
