import { isDeepStrictEqual } from 'node:util';
import type { OnModuleDestroy } from '@nestjs/common';
import type { z } from 'zod';
import { ConfigError } from './config-error.js';
import { ConfigSource, type ReloadSource, type RemoteSettings } from './config-source.js';
import type { LoadConfigOptions, Reading } from './load-config.js';
import type { Live } from './live.js';
import { liveKeys, schemaTree, valueKeys } from './schema-tree.js';
import { valueAt, withKey, type Table } from './table.js';

/** What became of a reading. */
export interface Reload {
  readonly source: ReloadSource;
  /**
   * `applied`: at least one new value acts now. `restart-needed`: all that is new waits for a restart. `refused`: something
   * can't be used, so all of it stays as it was.
   */
  readonly outcome: 'applied' | 'restart-needed' | 'unchanged' | 'refused';
  /** Keys whose new value acts now. */
  readonly applied: readonly string[];
  /**
   * Keys that began to wait for a restart, or got another value while they wait. A live key is among them where its value
   * can't act without that of one which waits.
   */
  readonly waiting: readonly string[];
  /** What can't be used, a line each. */
  readonly problems: readonly string[];
  /** Who failed to take the new values, or to read what is its own; the others have. */
  readonly failures: readonly { readonly who: string; readonly error: unknown }[];
}

type Configuration = Record<string, unknown>;
type Action = () => void | Promise<void>;

/**
 * The configuration of a running app: the one `Live` that all others are selected from. When it is read again, `current` is
 * replaced by a configuration with the new values of the keys that are marked `live`; the others keep the value of the start.
 * What acts is checked like what is read: a live key may need another one, whose new value still waits.
 */
export class LiveConfig<C extends Configuration = Configuration> implements Live<C>, OnModuleDestroy {
  private readonly keys: readonly string[];
  private readonly live: ReadonlySet<string>;
  /** As it was read last: `current`, but for the keys that wait for a restart. */
  private newest: C;
  private now: C;
  /** What `now` would be read from. */
  private given: Table;
  private readonly checks: ((config: Configuration) => void)[] = [];
  private readonly selections: (() => void)[] = [];
  private readonly listeners: { readonly section: string; readonly notify: Action }[] = [];
  private readonly rereaders: { readonly who: string; readonly reread: Action }[] = [];
  private readonly observers: ((reload: Reload) => void)[] = [];
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly schema: z.ZodObject,
    private readonly source: { read(): Reading<C>; close(): void },
  ) {
    const root = schemaTree(schema);
    this.keys = valueKeys(root);
    this.live = new Set(liveKeys(root));
    const { given, config } = source.read();
    this.given = given;
    this.newest = config;
    this.now = frozen(config);
  }

  /**
   * Reads the configuration, and from now on watches the file and the remote settings.
   * @throws ConfigError with every problem found
   */
  static open<S extends z.ZodObject>(options: LoadConfigOptions<S>, remote?: RemoteSettings): LiveConfig<z.output<S>> {
    const source = new ConfigSource(options, remote);
    const live = new LiveConfig<z.output<S>>(options.schema, source);
    source.watch((what) => void live.reload(what));
    return live;
  }

  /** A configuration that comes from nowhere else: for tests, and where no app runs. */
  static still<S extends z.ZodObject>(schema: S, given: z.input<S> = {} as z.input<S>): LiveConfig<z.output<S>> {
    const read = (): Reading<z.output<S>> => ({ given: structuredClone(given) as Table, config: schema.parse(given) });
    return new LiveConfig<z.output<S>>(schema, { read, close: () => undefined });
  }

  get current(): C {
    return this.now;
  }

  /** Keys whose newest value waits for a restart. */
  get waiting(): string[] {
    return this.keys.filter((key) => !this.isSame(key, this.newest, this.now));
  }

  /** A part of the configuration, or what is made of it. It is made once for each change, so reading it costs nothing. */
  select<T>(of: (config: C) => T): Live<T> {
    const selection = { current: of(this.now) };
    this.selections.push(() => void (selection.current = of(this.now)));
    return selection;
  }

  /**
   * Has `check` look at the configuration now, at each that is read, which it refuses by a ConfigError, and at what of it
   * would act: for what the schema does not know of live keys.
   * @throws what `check` throws
   */
  check(check: (config: C) => void): void {
    check(this.now);
    this.checks.push((config) => check(config as C));
  }

  /** Calls `listener` with a section after any of its live keys has changed: for what has to be done at once. */
  onChange<Section extends keyof C & string>(
    section: Section,
    listener: (section: C[Section]) => void | Promise<void>,
  ) {
    this.listeners.push({ section, notify: () => listener(this.now[section]) });
  }

  /**
   * For what is read from elsewhere than the configuration, such as certificates: called on SIGHUP, after the configuration
   * was read, whether or not it could be used.
   * @param who names it where `reread` throws or rejects
   */
  onReload(who: string, reread: Action): void {
    this.rereaders.push({ who, reread });
  }

  /** Calls `observer` with what became of each reading. */
  onReport(observer: (reload: Reload) => void): void {
    this.observers.push(observer);
  }

  /** Reads file, remote settings and environment again, one reading at a time. Never rejects. */
  reload(source: ReloadSource): Promise<Reload> {
    const reading = this.last.then(() => this.readAgain(source));
    this.last = reading;
    return reading;
  }

  /** Watches nothing any more. */
  close(): void {
    this.source.close();
  }

  onModuleDestroy(): void {
    this.close();
  }

  private async readAgain(source: ReloadSource): Promise<Reload> {
    let applied: string[] = [];
    let waiting: string[] = [];
    let problems: readonly string[] = [];
    try {
      ({ applied, waiting } = this.take(this.source.read()));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      ({ problems } = error);
    }
    const reload: Reload = {
      source,
      outcome: outcomeOf(applied, waiting, problems),
      applied,
      waiting,
      problems,
      failures: await this.notify(applied, source),
    };
    for (const observer of this.observers) observer(reload);
    return reload;
  }

  /** Replaces the current configuration where live keys have changed. @throws ConfigError */
  private take({ given, config: newest }: Reading<C>): { applied: string[]; waiting: string[] } {
    for (const check of this.checks) check(newest);
    const changed = this.keys.filter((key) => !this.isSame(key, newest, this.newest));
    this.newest = newest;
    const applied = this.applicable(given);
    this.given = withKeys(this.given, applied, given);
    this.now = frozen(withKeys(this.now, applied, newest));
    for (const refresh of this.selections) refresh();
    const waiting = changed.filter((key) => !this.isSame(key, newest, this.now));
    return { applied, waiting };
  }

  /** The live keys that are new, but for the sections that would not go with what stays as it is until a restart. */
  private applicable(given: Table): string[] {
    const fresh = this.keys.filter((key) => this.live.has(key) && !this.isSame(key, this.newest, this.now));
    if (fresh.length === 0 || this.canAct(fresh, given)) return fresh;
    const applicable: string[] = [];
    for (const section of new Set(fresh.map(sectionOf))) {
      const some = fresh.filter((key) => sectionOf(key) === section);
      if (this.canAct([...applicable, ...some], given)) applicable.push(...some);
    }
    return applicable;
  }

  private canAct(keys: readonly string[], given: Table): boolean {
    const { success, data } = this.schema.strict().safeParse(withKeys(this.given, keys, given));
    if (!success) return false;
    try {
      for (const check of this.checks) check(data);
      return true;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return false;
    }
  }

  private isSame(key: string, one: Configuration, other: Configuration): boolean {
    const path = key.split('.');
    return isDeepStrictEqual(valueAt(one, path), valueAt(other, path));
  }

  private async notify(applied: readonly string[], source: ReloadSource): Promise<Reload['failures']> {
    const sections = new Set(applied.map(sectionOf));
    const actions = this.listeners
      .filter(({ section }) => sections.has(section))
      .map(({ section, notify }) => ({ who: section, act: notify }));
    if (source === 'signal') actions.push(...this.rereaders.map(({ who, reread }) => ({ who, act: reread })));
    const failures: { who: string; error: unknown }[] = [];
    for (const { who, act } of actions) {
      try {
        await act();
      } catch (error) {
        failures.push({ who, error });
      }
    }
    return failures;
  }
}

function sectionOf(key: string): string {
  return key.split('.')[0]!;
}

/** The table with the values that the other has at these keys. */
function withKeys<T extends Table>(table: T, keys: readonly string[], other: Table): T {
  return keys.map((key) => key.split('.')).reduce((made, path) => withKey(made, path, valueAt(other, path)), table);
}

function outcomeOf(
  applied: readonly string[],
  waiting: readonly string[],
  problems: readonly string[],
): Reload['outcome'] {
  if (problems.length > 0) return 'refused';
  if (applied.length > 0) return 'applied';
  return waiting.length > 0 ? 'restart-needed' : 'unchanged';
}

/** So that nobody takes a part of it for one that they may change. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
