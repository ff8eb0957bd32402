/** Numbers that may be longer than JSON.parse reads exactly. */
const LONG_DIGITS = /\d{16}/;
/** The strings and the numbers of a text in JSON. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
const INTEGER = /^-?[1-9]\d{15,}$/;

/**
 * `JSON.parse`, but integers that a number would round are read as strings of their digits.
 *
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  // Before anything else is done with it: in a text that is no JSON, the search for strings takes time by the square of its length.
  const value: unknown = JSON.parse(text);
  return LONG_DIGITS.test(text) ? JSON.parse(text.replaceAll(STRING_OR_NUMBER, quotedWhereRounded)) : value;
}

function quotedWhereRounded(token: string): string {
  return INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}
