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
  return JSON.parse(LONG_DIGITS.test(text) ? text.replaceAll(STRING_OR_NUMBER, quotedWhereRounded) : text);
}

function quotedWhereRounded(token: string): string {
  return INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}
