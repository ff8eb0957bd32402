import { z } from 'zod';
import { liveFrom } from './live.js';
import { valueTraits, type ValueTraits } from './traits.js';

/** One key of a configuration schema, with the wrappers (default, optional, …) taken off. */
export interface SchemaNode {
  /** `tcp.port`; empty for the root. */
  readonly key: string;
  readonly core: z.core.$ZodType;
  readonly traits: ValueTraits;
  readonly description?: string;
  /** From when on a new value acts; undefined: after a restart. */
  readonly live?: string;
  /** In output form. Undefined: the key has none. */
  readonly defaultValue?: unknown;
  /** May be left out. */
  readonly optional: boolean;
  /** Undefined: a value; otherwise a section and its keys. */
  readonly children?: ReadonlyMap<string, SchemaNode>;
}

/** Reads a schema into a tree. Does not follow unions: a union is one value. */
export function schemaTree(schema: z.core.$ZodType, key = ''): SchemaNode {
  let core = schema;
  let traits: ValueTraits = {};
  let description: string | undefined;
  let live: string | undefined;
  let defaultValue: unknown;
  let optional = false;
  for (;;) {
    // The outermost word wins: `duration().default(5).describe('…')` speaks for the key, not for durations.
    traits = { ...valueTraits.get(core as z.ZodType), ...traits };
    description ??= z.globalRegistry.get(core as z.ZodType)?.description;
    live ??= liveFrom(core);
    if (core instanceof z.ZodDefault) {
      defaultValue ??= core.def.defaultValue;
      optional = true;
      core = core.def.innerType;
    } else if (core instanceof z.ZodOptional || core instanceof z.ZodPrefault) {
      optional = true;
      core = core.def.innerType;
    } else if (core instanceof z.ZodReadonly || core instanceof z.ZodNullable || core instanceof z.ZodNonOptional) {
      core = core.def.innerType;
    } else if (core instanceof z.ZodPipe) {
      core = core.def.in instanceof z.ZodTransform ? core.def.out : core.def.in;
    } else break;
  }
  const children =
    core instanceof z.ZodObject
      ? new Map(
          Object.entries(core.def.shape).map(([name, child]) => [
            name,
            schemaTree(child, key ? `${key}.${name}` : name),
          ]),
        )
      : undefined;
  return { key, core, traits, description, live, defaultValue, optional, children };
}

/** Every key below the node that holds a value, not a section. */
export function valueKeys(node: SchemaNode): string[] {
  if (!node.children) return [node.key];
  return [...node.children.values()].flatMap(valueKeys);
}

/** Every key below the node whose value can change while the app runs. */
export function liveKeys(node: SchemaNode): string[] {
  if (!node.children) return node.live === undefined ? [] : [node.key];
  return [...node.children.values()].flatMap(liveKeys);
}

/** Every key below the node, sections included. */
export function allKeys(node: SchemaNode): string[] {
  return [...(node.children?.values() ?? [])].flatMap((child) => [child.key, ...allKeys(child)]);
}

/** Whether a value of the node may hold one that is never shown: what is written in the place of a section may be the secret. */
export function holdsSecret({ traits, children, core }: SchemaNode): boolean {
  if (traits.secret) return true;
  if (children) return [...children.values()].some(holdsSecret);
  if (core instanceof z.ZodArray) return holdsSecret(schemaTree(core.def.element));
  if (core instanceof z.ZodRecord) return holdsSecret(schemaTree(core.def.valueType));
  return core instanceof z.ZodUnion && core.def.options.some((option) => holdsSecret(schemaTree(option)));
}

/** The node at a path as zod reports it (list indexes included), or undefined where the schema has none. */
export function nodeAt(root: SchemaNode, path: readonly PropertyKey[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const segment of path) {
    if (!node) return undefined;
    if (node.children) node = node.children.get(String(segment));
    else if (node.core instanceof z.ZodArray)
      node = schemaTree(node.core.def.element, `${node.key}[${String(segment)}]`);
    else if (node.core instanceof z.ZodRecord)
      node = schemaTree(node.core.def.valueType, `${node.key}.${String(segment)}`);
    else return undefined;
  }
  return node;
}
