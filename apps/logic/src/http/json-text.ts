import { RouteConfig } from '@nestjs/platform-fastify';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const BLANKS = ' \t\n\r';
const ENDS_OF_WORD = `,]}${BLANKS}`;

/** A value in JSON as it was written. Nobody has read it, so nothing of it is lost: no digit of a number, no order of names. */
export class JsonText {
  constructor(readonly text: string) {}

  /** To whoever compares bodies, a value that is written otherwise is another one. */
  toJSON(): string {
    return this.text;
  }
}

/** Puts `JsonText` in place of values of a body that was read. @param text of the body, which is JSON */
export type KeepSource = (text: string, body: unknown) => void;

/** What `KeepsSource` puts into the configuration of a route. */
export interface SourceConfig {
  readonly keepSource?: KeepSource;
}

/** Has the body of a route keep the source of some of its values. */
export function KeepsSource(keepSource: KeepSource): MethodDecorator {
  return RouteConfig({ keepSource } satisfies SourceConfig);
}

/** Where a value is in a text. */
interface Span {
  readonly begin: number;
  readonly end: number;
}

/** Where an object's members are, the last of each name, which is the one that counts. Cost: one look at each character. */
export function membersOf(text: string, { begin }: Pick<Span, 'begin'>): ReadonlyMap<string, Span> {
  const members = new Map<string, Span>();
  let at = afterBlanks(text, begin + 1);
  while (at < text.length && text[at] !== '}') {
    const endOfName = endOfString(text, at);
    const name = JSON.parse(text.slice(at, endOfName)) as string;
    const value = valueAt(text, afterBlanks(text, afterBlanks(text, endOfName) + 1));
    members.set(name, value);
    at = afterComma(text, value.end);
  }
  return members;
}

/** Where the elements of a list are. */
export function elementsOf(text: string, { begin }: Pick<Span, 'begin'>): Span[] {
  const elements: Span[] = [];
  let at = afterBlanks(text, begin + 1);
  while (at < text.length && text[at] !== ']') {
    const value = valueAt(text, at);
    elements.push(value);
    at = afterComma(text, value.end);
  }
  return elements;
}

/** Where the one value of a text begins. */
export function afterBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && BLANKS.includes(text[at]!)) at++;
  return at;
}

function afterComma(text: string, from: number): number {
  const at = afterBlanks(text, from);
  return text[at] === ',' ? afterBlanks(text, at + 1) : at;
}

function valueAt(text: string, begin: number): Span {
  const first = text.charCodeAt(begin);
  if (first === QUOTE) return { begin, end: endOfString(text, begin) };
  if (OPENING.has(first)) return { begin, end: endOfNested(text, begin) };
  let end = begin;
  while (end < text.length && !ENDS_OF_WORD.includes(text[end]!)) end++;
  return { begin, end };
}

function endOfNested(text: string, begin: number): number {
  let depth = 0;
  for (let at = begin; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (OPENING.has(code)) depth++;
    else if (CLOSING.has(code) && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOfString(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at + 1;
  }
  return text.length;
}
