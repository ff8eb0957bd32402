/** Arrays in the text form of PostgreSQL. `pg` quotes and scans each element, which for numbers costs four times as much. */
export function numberArray(values: readonly (number | bigint | undefined)[]): string {
  let text = '{';
  for (const value of values) text += text.length === 1 ? (value ?? 'NULL') : `,${value ?? 'NULL'}`;
  return `${text}}`;
}

/** A column of which hardly any row has a value is sent as nothing. */
export function sparse<T, V>(rows: readonly T[], value: (row: T) => V | undefined): (V | undefined)[] | undefined {
  return rows.some((row) => value(row) !== undefined) ? rows.map(value) : undefined;
}

const NEEDS_ESCAPE = /[\0\\]/;

/** PostgreSQL's text has no NUL, which a room's name may have. */
export function toColumn(name: string): string {
  return NEEDS_ESCAPE.test(name) ? name.replaceAll('\\', '\\\\').replaceAll('\0', '\\0') : name;
}

export function fromColumn(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/g, (_, escaped) => (escaped === '0' ? '\0' : '\\')) : text;
}
