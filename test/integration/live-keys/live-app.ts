import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PinoLogger } from 'nestjs-pino';
import { stringify } from 'smol-toml';
import type { z } from 'zod';
import { LiveConfig, liveKeys, schemaTree, type CommandLine } from '#config';
import type { RunningApp } from '#lifecycle';
import { eventually, type Broker } from '#test-support';

/** It is looked at again and again: a look that a busy machine holds up for too long shows nothing. */
const SEEN_WITHIN_MS = 60_000;
const TEST_TIMEOUT_MS = 180_000;

type Section = Record<string, unknown>;
type Sections = Record<string, Section>;
/** A logic's ports, in any case. Swagger UI's files come by a package that loads ESM from CommonJS, which Jest can't with Node 20. */
export const LOGIC_BASE = { http: { port: 0 }, grpc: { enabled: false }, docs: { enabled: false } };

export type Boot = (commandLine: CommandLine) => Promise<RunningApp>;

/** An app that runs in this process, from its own file, as `main.ts` would start it. */
export class LiveApp {
  private constructor(
    private readonly folder: string,
    private readonly base: Sections,
    private readonly running: RunningApp,
    private readonly nest: INestApplicationContext,
  ) {}

  /** @param base what its file says, in any case */
  static async start(boot: Boot, broker: Broker, base: Sections): Promise<LiveApp> {
    const folder = await mkdtemp(join(tmpdir(), 'goim-live-keys-'));
    const whole = { log: { level: 'fatal' }, ...base, bus: { servers: [broker.url] } };
    await writeFile(fileIn(folder), stringify(whole));
    const create = jest.spyOn(NestFactory, 'create');
    const running = await boot({ configFile: fileIn(folder) });
    // Comet has a second one, for its clients by HTTP.
    const nest = (await create.mock.results[0]!.value) as INestApplicationContext;
    create.mockRestore();
    return new LiveApp(folder, whole, running, nest);
  }

  address(name: string): string {
    return this.running.addresses[name]!;
  }

  get<T>(provider: { readonly prototype: T }): T {
    return this.nest.get<T>(provider as Type<T>);
  }

  config<C>(): C {
    return this.get(LiveConfig).current as C;
  }

  /** Writes the keys into the file, beside what it says in any case, and has it read. */
  async set(keys: Record<string, unknown>): Promise<void> {
    const sections = structuredClone(this.base);
    for (const [key, value] of Object.entries(keys)) {
      const [section = '', name = ''] = key.split('.');
      (sections[section] ??= {})[name] = value;
    }
    await writeFile(fileIn(this.folder), stringify(sections));
    const live = this.get(LiveConfig);
    const { problems, failures } = await live.reload('signal');
    const wrong = [...problems, ...failures, ...live.waiting];
    if (wrong.length > 0) throw new Error(`the keys were not taken: ${wrong.map(String).join('; ')}`);
  }

  /** One metric, by its name and labels as they are exposed; 0 where it is not there yet. */
  async metric(name: string): Promise<number> {
    const exposed = await (await fetch(`${this.running.addresses['ops'] ?? this.address('http')}/metrics`)).text();
    const line = exposed.split('\n').find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length) ?? 0);
  }

  async stop(): Promise<void> {
    await this.running.close();
    await rm(this.folder, { recursive: true });
  }
}

/** How a live key is seen to act: what `see` sees of a running app's doing before the key has the value, and after. */
export interface LiveKey {
  readonly value: unknown;
  /** Other keys, set for as long as this one is looked at. */
  readonly beside?: Record<string, unknown>;
  readonly before: unknown;
  readonly after: unknown;
  readonly see: () => unknown;
}

/** The level is the process's: whether a line of it would be written. */
export const logLevel: LiveKey = {
  value: 'warn',
  before: false,
  after: true,
  see: () => PinoLogger.root.isLevelEnabled('warn'),
};

/**
 * One test for each key that the documentation says can change while the app runs. A key without one fails, as does one
 * that the documentation no longer says this of.
 */
export function liveKeysOf(
  name: string,
  schema: z.ZodObject,
  keys: Record<string, LiveKey>,
  { start, stop }: { readonly start: () => Promise<LiveApp>; readonly stop: () => Promise<void> },
): void {
  describe(`the live keys of ${name}`, () => {
    let app: LiveApp;

    beforeAll(async () => {
      app = await start();
    }, TEST_TIMEOUT_MS);
    afterEach(() => app.set({}));
    afterAll(stop, TEST_TIMEOUT_MS);

    it('are those that are tested here', () => {
      expect(Object.keys(keys).toSorted()).toEqual(liveKeys(schemaTree(schema)).toSorted());
    });

    it.each(Object.entries(keys))(
      '%s acts while the app runs',
      async (key, { value, beside = {}, before, after, see }) => {
        await app.set(beside);
        await eventually(`it is as before`, SEEN_WITHIN_MS, async () => expect(await see()).toEqual(before));
        await app.set({ ...beside, [key]: value });
        await eventually(`${key} acts`, SEEN_WITHIN_MS, async () => expect(await see()).toEqual(after));
      },
      TEST_TIMEOUT_MS,
    );
  });
}

function fileIn(folder: string): string {
  return join(folder, 'app.toml');
}
