/** A table of TOML. */
export interface Table {
  [key: string]: unknown;
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

export function valueAt(table: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, segment) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[segment] : undefined,
    table,
  );
}

/**
 * Sets the value at a path, making the tables on the way; undefined takes it out. Where something on the way is no table
 * (`tcp = 5` in the file) nothing is set: that is left for the schema to refuse, rather than hidden.
 */
export function setKey(target: Table, path: readonly string[], value: unknown): void {
  let table = target;
  for (const segment of path.slice(0, -1)) {
    const next = Object.hasOwn(table, segment) ? table[segment] : (table[segment] = {});
    if (!isTable(next)) return;
    table = next;
  }
  const last = path.at(-1)!;
  if (value === undefined) delete table[last];
  else table[last] = value;
}

/** The table with the value at a path; undefined takes it out. What it is made from stays as it is. */
export function withKey<T extends Table>(table: T, path: readonly string[], value: unknown): T {
  const [name = '', ...below] = path;
  const { [name]: old, ...others } = table;
  if (below.length > 0) return { ...table, [name]: withKey(isTable(old) ? old : {}, below, value) };
  return (value === undefined ? others : { ...table, [name]: value }) as T;
}
