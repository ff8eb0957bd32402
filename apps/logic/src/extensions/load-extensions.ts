import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModuleMetadata } from '@nestjs/common';
import { errorText } from '#contracts';
import { ConfigError } from '#config';

type NestModule = NonNullable<ModuleMetadata['imports']>[number];

const PATH = /^\.{0,2}\//;

/**
 * Imports the Nest modules that the configuration names: the default export of a JavaScript file, by its path from the
 * working directory (`./bot.js`), or of a package.
 *
 * @throws ConfigError that names each that can't be had, and why
 */
export async function loadExtensions(names: readonly string[]): Promise<NestModule[]> {
  const problems: string[] = [];
  const modules: NestModule[] = [];
  // One after another: what they do when they are imported happens in the order that was asked for.
  for (const name of names) {
    try {
      const { default: found } = (await import(PATH.test(name) ? pathToFileURL(resolve(name)).href : name)) as {
        default?: unknown;
      };
      if (isNestModule(found)) modules.push(found);
      else problems.push(`extensions: ${name}: its default export is no Nest module`);
    } catch (cause) {
      problems.push(`extensions: ${name}: cannot be loaded: ${errorText(cause)}`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return modules;
}

/** A class, or what a `forRoot()` makes: `{ module: … }`. */
function isNestModule(value: unknown): value is NestModule {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && 'module' in value && typeof value.module === 'function';
}
