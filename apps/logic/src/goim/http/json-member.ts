/**
 * The text of a member of a JSON object, as it was written: what would be parsed and written anew need not come out the
 * same.
 *
 * @param json an object that `JSON.parse` takes
 * @param name in lower case: it may be written in any, as Go reads names
 * @returns undefined where it has no such member; of several with the name the last
 */
export function memberText(json: string, name: string): string | undefined {
  let found: string | undefined;
  let at = skip(json, json.indexOf('{') + 1, SPACE);
  while (json[at] === '"') {
    const keyEnd = stringEnd(json, at);
    const from = skip(json, json.indexOf(':', keyEnd) + 1, SPACE);
    const to = valueEnd(json, from);
    if ((JSON.parse(json.slice(at, keyEnd)) as string).toLowerCase() === name) found = json.slice(from, to);
    at = skip(json, to, SPACE_OR_COMMA);
  }
  return found;
}

const SPACE = ' \t\r\n';
const SPACE_OR_COMMA = `${SPACE},`;

function skip(json: string, from: number, characters: string): number {
  let at = from;
  while (at < json.length && characters.includes(json[at]!)) at++;
  return at;
}

function valueEnd(json: string, from: number): number {
  let at = from;
  let depth = 0;
  do {
    const character = json[at];
    if (character === '"') at = stringEnd(json, at);
    else {
      if (character === '{' || character === '[') depth++;
      if (character === '}' || character === ']') depth--;
      at++;
    }
    // Numbers and words have no end of their own.
  } while (at < json.length && (depth > 0 || !isOver(json, from, at)));
  return at;
}

function isOver(json: string, from: number, at: number): boolean {
  return '"{['.includes(json[from]!) || `${SPACE_OR_COMMA}]}`.includes(json[at]!);
}

/** @param from where the opening quote is @returns behind the closing one */
function stringEnd(json: string, from: number): number {
  let at = from + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}
