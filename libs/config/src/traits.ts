import { z } from 'zod';

/** What the loader must know of a value beyond its zod type. */
export interface ValueTraits {
  /** Completes "expected …". */
  readonly expects?: string;
  /** Writes a parsed value the way the file takes it (`5000` -> `"5s"`). */
  readonly toToml?: (value: never) => string;
  /** Never shown in an error. */
  readonly secret?: boolean;
}

/** Survives `describe`, `default` and the other wrappers, because zod's registries look at what a schema was cloned from. */
export const valueTraits = z.registry<ValueTraits>();

/** Words an error and the reference use for the value: `expects(z.string().regex(…), 'a region such as "eu"')`. */
export function expects<S extends z.ZodType>(schema: S, words: string): S {
  valueTraits.add(schema, { ...valueTraits.get(schema), expects: words });
  return schema;
}

/** Text that errors never repeat: passwords and tokens. */
export function secret(): z.ZodString {
  const schema = z.string();
  valueTraits.add(schema, { secret: true });
  return schema;
}
