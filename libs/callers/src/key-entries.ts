import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { ConfigError, whyUnreadable } from '#config';
import { z } from 'zod';
import { SCOPES } from './api-key.js';

const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_NAME = 100;

export const PushesPerSecond = z.number().min(0.001).max(1_000_000);

const PushLimitsEntry = z.strictObject({
  roomTypes: z.array(z.string().min(1)).min(1).optional(),
  operations: z.array(z.int32()).min(1).optional(),
  perSecond: PushesPerSecond.optional(),
});

/** A key as the file has it. */
export const KeyEntry = z
  .strictObject({
    id: z.string().regex(/^[\da-f]{12}$/),
    /** Whom it was given to. */
    name: z
      .string()
      .min(1)
      .max(MAX_NAME)
      .regex(/^[^\p{Cc}]*$/u),
    sha256: z.string().regex(/^[\da-f]{64}$/),
    scopes: z.array(z.enum(SCOPES)).min(1),
    created: z.iso.datetime(),
    expires: z.iso.datetime().optional(),
    push: PushLimitsEntry.optional(),
  })
  .refine(({ scopes, push }) => push === undefined || scopes.includes('push'), {
    path: ['push'],
    message: 'limits pushes, and the key has not the scope push',
  });
export type KeyEntry = z.output<typeof KeyEntry>;

const KeyEntries = z.strictObject({ keys: z.array(KeyEntry) });

/**
 * @returns the keys of the file; undefined where there is none
 * @throws ConfigError with every problem, and nothing of what the file holds
 */
export function readKeyEntries(path: string): KeyEntry[] | undefined {
  const bytes = readBytes(path);
  if (!bytes) return undefined;
  const parsed = KeyEntries.safeParse(parseJson(path, bytes));
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path: at, message }) => `${path}: ${at.join('.')}: ${message}`));
  }
  const { keys } = parsed.data;
  const twice = keys.find(({ id }, index) => keys.findIndex((other) => other.id === id) !== index);
  if (twice) throw new ConfigError([`${path}: the id ${twice.id} is there twice`]);
  return keys;
}

export function writtenKeys(keys: readonly KeyEntry[]): string {
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}

function readBytes(path: string): Buffer | undefined {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new ConfigError([`${path}: is not a regular file, expected one with API keys`]);
    if (stats.size > MAX_FILE_BYTES)
      throw new ConfigError([`${path}: is ${stats.size} bytes long, expected at most 16 MiB`]);
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError([`${path}: cannot be read: ${whyUnreadable(cause)}`], { cause });
  }
}

function parseJson(path: string, bytes: Buffer): unknown {
  try {
    if (isUtf8(bytes)) return JSON.parse(bytes.toString()) as unknown;
  } catch {
    // What the parser says repeats a part of the text.
  }
  throw new ConfigError([`${path}: is no JSON`]);
}
