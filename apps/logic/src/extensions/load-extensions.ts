import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ModuleMetadata } from '@nestjs/common';
import { errorText } from '#contracts';
import { ConfigError } from '#config';

type NestModule = NonNullable<ModuleMetadata['imports']>[number];

const PATH = /^\.{0,2}\//;
/** What is meant for a file, or is the file of a package. */
const FILE = /\.[cm]?[jt]s$/;

/**
 * Of these an extension must use the very copy that logic uses: Nest, and logic itself, know their classes by identity. With
 * another copy a `NotFoundException` would be answered with 500, and an interceptor would not be found.
 */
const SHARED = ['goim-nest/extension', '@nestjs/common', '@nestjs/core'];

/**
 * Imports the Nest modules that the configuration names: the default export of a JavaScript file, by its path from the
 * working directory (`./bot.js`), or of a package.
 *
 * @throws ConfigError that names each that can't be had, and why
 */
export async function loadExtensions(names: readonly string[]): Promise<NestModule[]> {
  const problems: string[] = [];
  const causes: unknown[] = [];
  const modules: NestModule[] = [];
  // One after another: what they do when they are imported happens in the order that was asked for.
  for (const name of names) {
    try {
      const url = PATH.test(name) ? pathToFileURL(resolve(name)).href : import.meta.resolve(name);
      const copies = otherCopies(fileURLToPath(url));
      const found = defaultOf(await import(url));
      if (copies.length > 0)
        problems.push(`extensions: ${name}: uses ${copies.join(', ')} instead of logic's own copy`);
      else if (isNestModule(found)) modules.push(found);
      else problems.push(`extensions: ${name}: its default export is no Nest module`);
    } catch (cause) {
      const hint = FILE.test(name) && !PATH.test(name) ? ` (the path of a file begins with "./", as ./${name})` : '';
      problems.push(`extensions: ${name}: cannot be loaded: ${errorText(cause)}${hint}`);
      causes.push(cause);
    }
  }
  // Their stacks are shown where they are asked for.
  if (problems.length > 0) throw new ConfigError(problems, causes.length > 0 ? { cause: causes[0] } : undefined);
  return modules;
}

/** What a compiler made CommonJS of exports its `default` inside of the one that Node gives. */
function defaultOf(file: { readonly default?: unknown }): unknown {
  const { default: found } = file;
  const isCompiled = typeof found === 'object' && found !== null && '__esModule' in found && 'default' in found;
  return isCompiled ? found.default : found;
}

/** The folders of the packages of `SHARED` of which the file would get a copy that is not logic's. */
function otherCopies(file: string): string[] {
  const [theirs, ours] = [createRequire(file), createRequire(import.meta.url)];
  return SHARED.flatMap((name) => {
    const found = whereIs(name, theirs);
    return found === undefined || found === whereIs(name, ours) ? [] : [dirname(found)];
  });
}

function whereIs(name: string, from: NodeJS.Require): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}

/** A class, or what a `forRoot()` makes: `{ module: … }`. */
function isNestModule(value: unknown): value is NestModule {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && 'module' in value && typeof value.module === 'function';
}
