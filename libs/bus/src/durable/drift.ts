/** The settings of a stream or a consumer, as JetStream has them. */
type Settings = Readonly<Record<string, unknown>>;

const STAMP = 'configured by goim at ';
/** Who an asset is, and not how it is configured. */
const IDENTITY: ReadonlySet<string> = new Set(['name', 'durable_name', 'description']);

/** Limits that none of our streams has, unless it is configured to: under them messages would be refused, or dropped without a word. */
export const UNLIMITED = { max_msgs: -1, max_msgs_per_subject: -1, max_msg_size: -1, max_age: 0 } as const;

/** The names of the settings that are found to be other than wanted. What nothing is wanted of counts as right. */
export function driftOf(wanted: Settings, found: Settings, undecided: readonly string[] = []): string[] {
  return Object.keys(wanted).filter(
    (key) =>
      !IDENTITY.has(key) &&
      !undecided.includes(key) &&
      wanted[key] !== undefined &&
      JSON.stringify(wanted[key]) !== JSON.stringify(found[key]),
  );
}

/**
 * The description that an asset of ours carries: when the process that configured it last learnt its configuration, in
 * milliseconds since 1970. Where two processes are configured differently, as in a rolling deployment, the one that
 * learnt its configuration later wins, and the other one lets be.
 */
export function stampOf(since: number): string {
  return `${STAMP}${new Date(since).toISOString()}`;
}

/** @returns whether a process that learnt its configuration after `since` has configured the asset */
export function isConfiguredLater(description: string | undefined, since: number): boolean {
  return description?.startsWith(STAMP) === true && Date.parse(description.slice(STAMP.length)) > since;
}

/** For log lines: `max_bytes (1024 instead of 2048)`. */
export function describeDrift(keys: readonly string[], wanted: Settings, found: Settings): string {
  return keys
    .map((key) => `${key} (${JSON.stringify(found[key])} instead of ${JSON.stringify(wanted[key])})`)
    .join(', ');
}
