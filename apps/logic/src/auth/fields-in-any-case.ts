/**
 * Some fields of an object of JSON, by their names here. Go, and so goim, reads names in any case; of several that are one
 * name the last counts.
 *
 * @param names in lower case
 * @returns what is no object as it is
 */
export function fieldsInAnyCase(value: unknown, names: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields: Record<string, unknown> = {};
  for (const [written, given] of Object.entries(value)) {
    const name = written.toLowerCase();
    if (names.includes(name)) fields[name] = given;
  }
  return fields;
}
