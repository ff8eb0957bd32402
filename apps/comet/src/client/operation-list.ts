const LIST = /^[+-]?\d{1,10}(,[+-]?\d{1,10})*$/;

/** Reads `1000,1001`. @returns undefined where it is no such list */
export function parseOperations(body: Buffer): number[] | undefined {
  if (body.length === 0) return [];
  const text = body.toString('latin1');
  return LIST.test(text) ? text.split(',').map(Number) : undefined;
}
