import { midOf, type Mid } from '#contracts';
import { z } from 'zod';

const EXPECTED = "expected a member's id, an int64";
/** What Go reads over before the digits; an id has one form here. */
const LEADING = /^(?:\+|(-))?0*(?=\d)/;

/** A query or path parameter that names a member: any int64, unless there is a `min`. */
export function memberParameter({ min, ...shown }: { min?: number; description: string; example: number }) {
  const expected = min === undefined ? EXPECTED : `${EXPECTED} from ${min}`;
  return (
    z
      .string({ error: ({ input }) => (input === undefined ? 'is missing' : `${expected}, once`) })
      // Text on its way in, since it stands in a query; a number to whoever calls the API.
      .meta({ ...shown, type: 'integer', format: 'int64', ...(min !== undefined && { minimum: min }) })
      .transform((text, context) => {
        const mid = midOf(text.replace(LEADING, '$1'));
        return mid === undefined || (min !== undefined && mid < min) ? refuse(text, expected, context) : mid;
      })
  );
}

/** A member in a body: a number, or a string of its digits. What a number would round has become such a string. */
export const memberId = z
  .union([z.number().int(), z.string()], { error: EXPECTED })
  .transform((value, context) => midOf(value) ?? refuse(value, EXPECTED, context));

/** A member in an answer: a number up to 2^53 - 1, and beyond it a string of its digits. */
export const memberView = z.union([z.number().int(), z.string()]);

/** The null is the number's: OpenAPI 3.0 has none of a union. */
export const memberViewOrNull = z.union([z.number().int().nullable(), z.string()]);

function refuse(input: number | string, message: string, context: z.core.$RefinementCtx): Mid {
  context.issues.push({ code: 'custom', input, message });
  return z.NEVER;
}
