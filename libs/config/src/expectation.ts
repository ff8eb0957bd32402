import { z } from 'zod';
import { schemaTree, type SchemaNode } from './schema-tree.js';

/** Completes "expected …": `a whole number from 0 to 65535`. */
export function expectation({ core, traits, children }: SchemaNode): string {
  if (traits.expects) return traits.expects;
  if (children) return 'a section';
  if (core instanceof z.ZodNumber) return `${core.isInt ? 'a whole number' : 'a number'}${numberBounds(core)}`;
  if (core instanceof z.ZodBoolean) return 'true or false';
  if (core instanceof z.ZodEnum) return `one of ${core.options.join(', ')}`;
  if (core instanceof z.ZodLiteral) return `one of ${[...core.values].join(', ')}`;
  if (core instanceof z.ZodString) return `text${lengthBounds(core)}`;
  if (core instanceof z.ZodArray)
    return `a list${arrayBounds(core)}, each ${expectation(schemaTree(core.def.element))}`;
  if (core instanceof z.ZodRecord) return `a table, each value ${expectation(schemaTree(core.def.valueType))}`;
  if (core instanceof z.ZodUnion) {
    return core.def.options.map((option) => expectation(schemaTree(option))).join(', or ');
  }
  return 'another value';
}

function numberBounds(schema: z.ZodNumber): string {
  let least: string | undefined;
  let most: string | undefined;
  for (const check of checksOf(schema)) {
    if (check.check === 'greater_than') least = `${check.inclusive ? '' : 'more than '}${check.value}`;
    if (check.check === 'less_than') most = `${check.inclusive ? '' : 'less than '}${check.value}`;
  }
  return range(least, most);
}

function lengthBounds({ minLength, maxLength }: z.ZodString): string {
  if (minLength === 1 && maxLength === null) return ' that is not empty';
  const bounds = range(minLength?.toString(), maxLength?.toString(), 'of ');
  return bounds && `${bounds} characters`;
}

function arrayBounds(schema: z.ZodArray): string {
  let least: string | undefined;
  let most: string | undefined;
  for (const check of checksOf(schema)) {
    if (check.check === 'min_length' || check.check === 'length_equals') least = `${check.minimum ?? check.length}`;
    if (check.check === 'max_length' || check.check === 'length_equals') most = `${check.maximum ?? check.length}`;
  }
  return range(least, most, 'of ');
}

/** The definition of a bound. Public getters (`minValue`) do not tell included from excluded bounds, and arrays have none. */
interface BoundCheck extends z.core.$ZodCheckDef {
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
}

function checksOf(schema: z.core.$ZodType): BoundCheck[] {
  return (schema._zod.def.checks ?? []).map((check) => check._zod.def as BoundCheck);
}

function range(least: string | undefined, most: string | undefined, opening = 'from '): string {
  if (least !== undefined && most !== undefined) return ` ${opening}${least} to ${most}`;
  if (least !== undefined) return least.startsWith('more') ? ` ${least}` : ` of at least ${least}`;
  if (most !== undefined) return most.startsWith('less') ? ` ${most}` : ` of at most ${most}`;
  return '';
}
