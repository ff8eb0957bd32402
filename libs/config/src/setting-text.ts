import { z } from 'zod';
import { fold } from './nearest-name.js';
import { schemaTree, type SchemaNode } from './schema-tree.js';

/** A comma-separated list may begin with `[::1]:4222`; what begins with another bracket is meant as JSON. */
const BEGINS_WITH_IPV6 = /^\s*\[[\da-f.:]*:[\da-f.:]*(?:%[\w.-]+)?\]/i;

/** The node at these segments, whatever their case and underscores. */
export function findNode(root: SchemaNode, segments: readonly string[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const segment of segments) {
    node = [...(node?.children ?? [])].find(([name]) => fold(name) === fold(segment))?.[1];
  }
  return node;
}

/** The text as the type that the key wants. What does not fit stays text, and the schema refuses it with the right words. */
export function readText({ core }: SchemaNode, text: string): unknown {
  if (core instanceof z.ZodNumber)
    return /^\s*[-+]?(\d[\d_]*)(\.\d+)?([eE][-+]?\d+)?\s*$/.test(text) ? Number(text.replaceAll('_', '')) : text;
  if (core instanceof z.ZodBoolean) return { true: true, false: false }[text.trim().toLowerCase()] ?? text;
  if (core instanceof z.ZodArray) {
    const whole = readJson(text, '[');
    if (whole !== undefined) return whole;
    if (text.trimStart().startsWith('[') && !BEGINS_WITH_IPV6.test(text)) return text;
    const element = schemaTree(core.def.element);
    const parts = text.split(',').map((part) => part.trim());
    return parts.filter((part) => part !== '').map((part) => readText(element, part));
  }
  if (core instanceof z.ZodRecord || core instanceof z.ZodObject) return readJson(text, '{') ?? text;
  return text;
}

function readJson(text: string, opening: '[' | '{'): unknown {
  if (!text.trimStart().startsWith(opening)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
