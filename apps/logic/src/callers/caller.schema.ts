import { z } from 'zod';
import { SCOPES } from '#callers';

export const CallerView = z
  .strictObject({
    name: z.string().nullable().describe('Of the key, or the `sub` of the token; null where no key was shown'),
    scopes: z.array(z.enum(SCOPES)).describe('What the caller may'),
    open: z.boolean().describe('Whether calls from its network need no key (`api.open`), and it showed none'),
  })
  .meta({ id: 'Caller', example: { name: 'billing', scopes: ['push', 'read'], open: false } });
export type CallerView = z.output<typeof CallerView>;
