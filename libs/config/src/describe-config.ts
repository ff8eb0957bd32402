import { stringify } from 'smol-toml';
import { z } from 'zod';
import { variableName, type AppName } from './app-name.js';
import { expectation } from './expectation.js';
import { schemaTree, type SchemaNode } from './schema-tree.js';

const WIDTH = 110;

/**
 * The schema as an annotated TOML file. Every key is there, commented out (`#key = default`, no space), under its
 * description, bounds and variable (`# text`); so the file as it is sets nothing, and a key is set by removing one `#`.
 */
export function describeConfig(schema: z.ZodObject, app: AppName): string {
  const lines: string[] = [];
  describeSection(schemaTree(schema), app, lines);
  return `${lines.join('\n').trim()}\n`;
}

function describeSection(section: SchemaNode, app: AppName, lines: string[]): void {
  const keys = [...section.children!.values()];
  lines.push(...comment(section.description));
  if (section.key) lines.push(`[${section.key}]`);
  lines.push('');
  // A key below a [table] header would belong to that table, so the values of a section come before its subsections.
  for (const child of keys.filter(({ children }) => !children)) {
    lines.push(...comment(child.description), ...comment(facts(child, app)));
    lines.push(`#${child.key.split('.').at(-1)} = ${printValue(child)}`, '');
  }
  for (const child of keys.filter(({ children }) => children)) describeSection(child, app, lines);
}

function facts(node: SchemaNode, app: AppName): string {
  const expected = expectation(node);
  const presence =
    node.defaultValue !== undefined
      ? `Default: ${printValue(node)}.`
      : node.optional
        ? 'Not set by default.'
        : 'Required.';
  const acts = node.live === undefined ? 'Needs a restart.' : `Applies ${node.live}.`;
  return `${expected.charAt(0).toUpperCase()}${expected.slice(1)}. ${presence} ${acts} ${variableName(app, node.key)}`;
}

function printValue({ defaultValue, traits, core }: SchemaNode): string {
  if (defaultValue !== undefined) {
    return traits.toToml ? traits.toToml(defaultValue as never) : inline(defaultValue);
  }
  if (traits.toToml || core instanceof z.ZodString) return '""';
  if (core instanceof z.ZodArray) return '[]';
  if (core instanceof z.ZodRecord) return '{}';
  if (core instanceof z.ZodBoolean) return 'false';
  if (core instanceof z.ZodEnum) return inline(core.options[0]);
  return core instanceof z.ZodNumber ? String(Math.max(core.minValue ?? 0, 0)) : '0';
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)} = ${inline(entry)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return stringify({ value })
    .replace(/^value = /, '')
    .trimEnd();
}

function comment(text: string | undefined): string[] {
  if (!text) return [];
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length >= WIDTH) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
