import { isUsableKey, MAX_KEY_BYTES } from '#contracts';
import { z } from 'zod';

/** The key of a session or of a room. */
export const name = z.string().refine(isUsableKey, `must have 1 to ${MAX_KEY_BYTES} bytes`);
