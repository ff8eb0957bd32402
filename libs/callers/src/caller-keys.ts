import { z } from 'zod';

/** What every app whose APIs are called knows its callers by; of the section `api`. */
export const callerKeys = {
  keysFile: z
    .string()
    .min(1)
    .default('data/api-keys.json')
    .describe(
      'File with the keys of those who call, as `npm run key` writes it; read again when it changes. It may be missing.',
    ),
};
