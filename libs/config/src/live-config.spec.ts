import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { duration } from './duration.js';
import { live, liveFor } from './live.js';
import { LiveConfig, type Reload } from './live-config.js';
import { section } from './sections.js';

const Config = z.strictObject({
  workers: z.number().default(1),
  hub: section(
    z
      .strictObject({
        slice: duration().default(2).meta(live),
        flush: duration().default(5).describe('Flush.').meta(live),
        buckets: z.number().default(32),
      })
      .refine(({ slice, flush }) => slice <= flush, 'slice must not be longer than flush'),
  ),
  rooms: section(
    z
      .strictObject({ asked: z.array(z.string()).default([]).meta(live), url: z.string().optional() })
      .refine(({ asked, url }) => asked.length === 0 || url !== undefined, 'asked needs url'),
  ),
  tcp: section(
    z.strictObject({
      note: z.string().optional().meta(liveFor('new connections')),
      port: z.number().default(3101),
    }),
  ),
});
type Config = z.output<typeof Config>;

let folder: string;
let file: string;
let config: LiveConfig<Config> | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goim-live-'));
  file = join(folder, 'comet.toml');
});
afterEach(() => {
  config?.close();
  rmSync(folder, { recursive: true });
});

function open(toml: string): LiveConfig<Config> {
  writeFileSync(file, toml);
  config = LiveConfig.open({ app: 'comet', schema: Config, file, env: {} });
  return config;
}

/** Reads the file anew. */
function reload(toml: string): Promise<Reload> {
  writeFileSync(file, toml);
  return config!.reload('signal');
}

describe('LiveConfig', () => {
  it('replaces the configuration by one with the new values of its live keys, and says which', async () => {
    const { current } = open('');
    const report = await reload('[hub]\nslice = "3ms"\nflush = "9ms"');
    expect(config!.current.hub).toEqual({ slice: 3, flush: 9, buckets: 32 });
    expect(current.hub).toEqual({ slice: 2, flush: 5, buckets: 32 });
    expect(report).toMatchObject({ outcome: 'applied', applied: ['hub.slice', 'hub.flush'], waiting: [] });
  });

  // It was applied by itself, and then nobody could be asked until a restart.
  it('has a live key wait with the one that it needs, and others act', async () => {
    open('');
    const toml = '[hub]\nslice = "3ms"\n[rooms]\nasked = ["chat"]\nurl = "http://b"';
    expect(await reload(toml)).toMatchObject({
      outcome: 'applied',
      applied: ['hub.slice'],
      waiting: ['rooms.asked', 'rooms.url'],
    });
    expect(config!.current).toMatchObject({ hub: { slice: 3 }, rooms: { asked: [] } });
    expect(config!.waiting).toEqual(['rooms.asked', 'rooms.url']);
    expect(await reload(toml)).toMatchObject({ outcome: 'unchanged' });
    expect(await reload(`${toml}\n[tcp]\nnote = "a"`)).toMatchObject({ applied: ['tcp.note'], waiting: [] });
    expect(await reload('[hub]')).toMatchObject({ applied: ['hub.slice', 'tcp.note'], waiting: [] });
    expect(config!.waiting).toEqual([]);
  });

  it('goes by what acts, where a key that waits would do for a live one', async () => {
    open('[rooms]\nurl = "http://a"');
    await reload('');
    expect(await reload('[rooms]\nasked = ["chat"]\nurl = "http://b"')).toMatchObject({
      applied: ['rooms.asked'],
      waiting: ['rooms.url'],
    });
    expect(config!.current.rooms).toEqual({ asked: ['chat'], url: 'http://a' });
  });

  it('checks what the schema does not know at once, in what is read, and in what would act', async () => {
    const check = ({ workers, hub }: Config): void => {
      if (hub.flush === 1) throw new ConfigError(['hub.flush: is never 1']);
      if (hub.slice === 1 && workers === 1) throw new ConfigError(['hub.slice: needs more workers']);
    };
    open('[hub]\nslice = "1ms"\nflush = "1ms"');
    expect(() => config!.check(check)).toThrow('hub.flush: is never 1');
    config!.close();
    open('').check(check);
    expect(await reload('[hub]\nslice = "1ms"')).toMatchObject({
      outcome: 'refused',
      problems: ['hub.slice: needs more workers'],
    });
    expect(await reload('workers = 2\n[hub]\nslice = "1ms"\n[tcp]\nnote = "a"')).toMatchObject({
      applied: ['tcp.note'],
      waiting: ['workers', 'hub.slice'],
    });
    expect(config!.current.hub.slice).toBe(2);
  });

  it('takes back what is no longer set', async () => {
    open('[tcp]\nnote = "a"');
    await reload('[hub]');
    expect(config!.current.tcp).toEqual({ port: 3101 });
  });

  it('keeps the keys that need a restart, and says which wait for it', async () => {
    open('');
    const report = await reload('workers = 2\n[hub]\nslice = "3ms"\nbuckets = 1\n[tcp]\nport = 1');
    expect(report).toMatchObject({ outcome: 'applied', waiting: ['workers', 'hub.buckets', 'tcp.port'] });
    expect(config!.current).toMatchObject({
      workers: 1,
      hub: { slice: 3, flush: 5, buckets: 32 },
      tcp: { port: 3101 },
    });
    expect(config!.waiting).toEqual(['workers', 'hub.buckets', 'tcp.port']);
    // Once each.
    expect(await reload('workers = 2\n[hub]\nslice = "3ms"\nbuckets = 2\n[tcp]\nport = 1')).toMatchObject({
      outcome: 'restart-needed',
      waiting: ['hub.buckets'],
    });
    expect(await reload('[hub]\nslice = "3ms"')).toMatchObject({ outcome: 'unchanged', waiting: [] });
    expect(config!.waiting).toEqual([]);
  });

  it.each([
    ['a wrong value', '[hub]\nslice = "3ms"\nbuckets = "x"', 'comet.toml: hub.buckets: expected a number, got "x"'],
    ['an unknown key', '[hub]\nslcie = "3ms"', 'comet.toml: hub.slcie: unknown key, did you mean hub.slice?'],
    ['half of a file', '[hub]\nslice = "3', 'comet.toml: line 2, column 9: not valid TOML'],
    ['a broken rule', '[hub]\nslice = "9ms"', 'comet.toml: hub: slice must not be longer than flush'],
    ['an emptied file', ' \n', 'comet.toml: is empty, and was not before'],
  ])('refuses %s as a whole', async (_, toml, problem) => {
    open('[hub]\nslice = "1ms"');
    const report = await reload(toml);
    expect(report).toMatchObject({ outcome: 'refused', applied: [], waiting: [] });
    expect(report.problems[0]).toContain(problem);
    expect(config!.current.hub.slice).toBe(1);
    expect(await reload('[hub]\nslice = "2ms"')).toMatchObject({ outcome: 'applied' });
  });

  it('refuses a file that has gone, also where it was found by itself', async () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      config = LiveConfig.open({ app: 'comet', schema: Config, env: {} });
      mkdirSync('config');
      writeFileSync('config/comet.toml', '[hub]\nslice = "1ms"');
      expect(await config.reload('signal')).toMatchObject({ outcome: 'applied' });
      unlinkSync('config/comet.toml');
      expect((await config.reload('signal')).problems).toEqual(['config/comet.toml: cannot be read: no such file']);
      expect(config.current.hub.slice).toBe(1);
    } finally {
      process.chdir(before);
    }
  });

  it('notifies whoever listens to a section, after all of it is set', async () => {
    const told: unknown[] = [];
    open('').onChange('hub', (hub) => void told.push({ ...hub }));
    config!.onChange('tcp', () => void told.push('tcp'));
    await reload('[hub]\nslice = "3ms"\nflush = "9ms"');
    expect(told).toEqual([{ slice: 3, flush: 9, buckets: 32 }]);
  });

  it('keeps selections up to date, before anybody is notified', async () => {
    const selection = open('').select(({ hub, tcp }) => ({ flush: hub.flush, port: tcp.port }));
    const seen: number[] = [];
    config!.onChange('hub', () => void seen.push(selection.current.flush));
    await reload('[hub]\nflush = "9ms"\n[tcp]\nport = 1');
    expect(selection.current).toEqual({ flush: 9, port: 3101 });
    expect(seen).toEqual([9]);
  });

  it('is changed by nobody else', () => {
    const { current } = open('');
    expect(() => (current.hub.slice = 7)).toThrow(TypeError);
  });

  it('has others read what is theirs again on SIGHUP alone, whether or not the configuration can be used', async () => {
    const certificates = jest.fn<() => void>();
    open('').onReload('certificates', certificates);
    await config!.reload('file');
    expect(certificates).not.toHaveBeenCalled();
    await reload('[hub');
    expect(certificates).toHaveBeenCalledTimes(1);
  });

  it('names who failed, and goes on with the others', async () => {
    const fault = new Error('no such certificate');
    open('').onReload('certificates', () => Promise.reject(fault));
    config!.onChange('hub', () => {
      throw fault;
    });
    const regions = jest.fn<() => void>();
    config!.onReload('regions', regions);
    const report = await reload('[hub]\nslice = "3ms"');
    expect(report.failures).toEqual([
      { who: 'hub', error: fault },
      { who: 'certificates', error: fault },
    ]);
    expect(regions).toHaveBeenCalled();
  });

  it('sees by itself that the file has changed, also where an editor replaces it', async () => {
    open('');
    const reports: Reload[] = [];
    let seen: () => void;
    config!.onReport((report) => {
      reports.push(report);
      seen();
    });
    const next = () => new Promise<void>((resolve) => (seen = resolve));
    const written = next();
    writeFileSync(file, '[hub]\nslice = "3ms"');
    await written;
    const replaced = next();
    writeFileSync(`${file}.new`, '[hub]\nslice = "4ms"');
    renameSync(`${file}.new`, file);
    await replaced;
    expect(reports.map(({ source, applied }) => [source, applied])).toEqual([
      ['file', ['hub.slice']],
      ['file', ['hub.slice']],
    ]);
    expect(config!.current.hub.slice).toBe(4);
  });

  it('takes the changes of the remote settings', async () => {
    const entries = new Map([['comet.hub.slice', '3ms']]);
    let changed = (): void => undefined;
    const close = jest.fn<() => void>();
    const remote = {
      name: 'goim_config',
      entries,
      onChange: (listener: () => void) => void (changed = listener),
      close,
    };
    writeFileSync(file, '');
    config = LiveConfig.open({ app: 'comet', schema: Config, file, env: {} }, remote);
    expect(config.current.hub.slice).toBe(3);
    entries.set('comet.hub.slice', '4ms');
    const report = new Promise<Reload>((resolve) => config!.onReport(resolve));
    changed();
    expect(await report).toMatchObject({ source: 'bucket', outcome: 'applied', applied: ['hub.slice'] });
    config.close();
    expect(close).toHaveBeenCalled();
  });
});
