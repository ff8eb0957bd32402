import { z } from 'zod';

/**
 * A part of the configuration that may change while the app runs. `current` is how it stands now; it is never changed, but
 * replaced. So whoever goes by a key that applies at once keeps the `Live` and reads `current` where it acts: what is copied
 * from it into a field, or spread into another object, stays as it was.
 */
export interface Live<out T> {
  readonly current: T;
}

declare module 'zod' {
  interface GlobalMeta {
    /** From when on a new value acts, where it does so without a restart. Completes "applies …". */
    readonly live?: string;
  }
}

/**
 * For `.meta(live)` of a key whose value can change while the app runs. Its consumer has to read it from `LiveConfig` each
 * time; test/integration/live-keys.spec.ts asks for the proof.
 */
export const live = { live: 'at once' } as const;

/** The same of a value that acts for what comes new: `liveFor('new connections')`. */
export function liveFor(what: string): { readonly live: string } {
  return { live: `to ${what}` };
}

/** What completes "applies …"; undefined where the key needs a restart. */
export function liveFrom(schema: z.core.$ZodType): string | undefined {
  return z.globalRegistry.get(schema as z.ZodType)?.live;
}
