const BYTES_A_LINE = 16;
const HEX_DIGITS = /^[0-9a-f]*$/i;

/** A body as the API answers it: text, or base64 where it is none. */
export interface EncodedBody {
  readonly body: string;
  readonly encoding: string;
}

export function bytesOf({ body, encoding }: EncodedBody): Uint8Array {
  return encoding === 'base64' ? Uint8Array.from(atob(body), (char) => char.charCodeAt(0)) : encodeText(body);
}

export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function toBase64(bytes: Uint8Array): string {
  // Bytes by thousands: an argument each would be more than a call takes.
  let binary = '';
  for (let at = 0; at < bytes.length; at += 1_024) binary += String.fromCharCode(...bytes.subarray(at, at + 1_024));
  return btoa(binary);
}

/** @returns undefined where the bytes are no UTF-8 */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What is nested deeper is no easier to read with each line further to the right. */
const DEEPEST = 64;
const JSON_TOKENS = /"(?:[^"\\]+|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * @returns the text, indented; undefined where it is no JSON object or list, or too deep a one. Numbers are as they are written: a
 * number of JavaScript's would round what is above 2^53.
 */
export function prettyJson(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let pretty = '';
  let depth = 0;
  let before = '';
  for (const [token] of text.matchAll(JSON_TOKENS)) {
    const opens = token === '{' || token === '[';
    const closes = token === '}' || token === ']';
    const isFirst = before === '{' || before === '[';
    if (closes) depth--;
    if (closes ? !isFirst : isFirst || before === ',') pretty += `\n${'  '.repeat(depth)}`;
    pretty += token === ':' ? ': ' : token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token;
    if (opens && ++depth > DEEPEST) return undefined;
    before = token;
  }
  return pretty;
}

/** Sixteen bytes a line: where they are, in hexadecimal digits, and as ASCII. */
export function toHexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
    const line = [...bytes.subarray(at, at + BYTES_A_LINE)];
    const digits = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(
      `${at.toString(16).padStart(4, '0')}  ${bytes.length > BYTES_A_LINE ? digits.padEnd(BYTES_A_LINE * 3 - 1) : digits}  ${ascii}`,
    );
  }
  return lines.join('\n');
}

/** @param digits two a byte; blanks between them do not count. @returns undefined where they are no bytes */
export function fromHex(digits: string): Uint8Array | undefined {
  const plain = digits.replaceAll(/\s/g, '');
  if (plain.length % 2 !== 0 || !HEX_DIGITS.test(plain)) return undefined;
  return Uint8Array.from({ length: plain.length / 2 }, (_, n) => Number.parseInt(plain.slice(2 * n, 2 * n + 2), 16));
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1_024 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[power]}`;
}
