import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { atComet, BUCKETS_BY_LOGIC, cometRpc, logicRpc, STREAMS_BY_LOGIC, subjects, type CometId } from '#contracts';
import { ROOT } from './cruise.js';
import { anchorsOf, linksOf, pathsOf, settingsIn } from './docs.js';

const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith('.md'),
);
/** What the apps can be set to, with the sections; `config/*.toml` has every key. */
const SETTINGS = new Set(['comet', 'logic', 'job'].flatMap((app) => settingsOf(read(`config/${app}.toml`))));
const SECTIONS = new Set([...SETTINGS].map((key) => key.split('.')[0]!));
/** What a build or a run makes. */
const NOT_KEPT = read('.gitignore').split('\n').filter(Boolean);
const FOLDERS = ['apps', 'libs', 'test', 'launcher', 'examples', 'docs', 'docker', 'config', '.ci'];

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function settingsOf(toml: string): string[] {
  let section = '';
  return [...toml.matchAll(/^(?:\[([\w.]+)\]|#(\w+) =)/gm)].map(([, header, key]) => {
    if (header === undefined) return `${section}${key}`;
    section = `${header}.`;
    return header;
  });
}

/** The names of all files, wherever they are. */
const fileNames = new Set([
  ...readdirSync(ROOT),
  ...FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })).map((path) =>
    basename(path),
  ),
]);

function isThere(path: string): boolean {
  if (NOT_KEPT.some((ignored) => path.startsWith(ignored))) return true;
  // A spec may be named without its extension.
  return path.includes('/') ? [path, `${path}.ts`].some((one) => existsSync(join(ROOT, one))) : fileNames.has(path);
}

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  it('has links to pages and headings that there are', () => {
    const broken = linksOf(text).filter(({ path, anchor }) => {
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== '' && !anchorsOf(read(target)).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names files and folders that there are', () => {
    expect(pathsOf(text).filter((path) => !isThere(path))).toEqual([]);
  });
});

// That of the configuration is generated, and names goim's settings as well.
describe.each(PAGES.filter((page) => page !== 'docs/configuration.md'))('%s', (page) => {
  it('names settings that there are', () => {
    const named = settingsIn(read(page)).filter((key) => SECTIONS.has(key.split('.')[0]!));
    expect(named.filter((key) => !SETTINGS.has(key))).toEqual([]);
  });
});

describe('the map in docs/architecture.md', () => {
  const map = read('docs/architecture.md').split('## Map of the code')[1]!;
  const namesOf = (rows: string): Set<string> =>
    new Set(
      rows
        .split('\n')
        .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+?)\/?`/g)].map(([, name]) => name!)),
    );
  const foldersIn = (path: string): string[] =>
    readdirSync(join(ROOT, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);

  it.each(['comet', 'logic', 'job'])('has every folder of %s', (app) => {
    const [, rows] = map.split(`**apps/${app}/src**`);
    const told = namesOf(rows!.split('| **')[0]!);
    // What is alike in all apps is told of once.
    const missing = foldersIn(`apps/${app}/src`).filter((name) => name !== 'config' && !told.has(name));
    expect(missing).toEqual([]);
  });

  it('has every lib', () => {
    expect(foldersIn('libs').filter((name) => !namesOf(map).has(`libs/${name}`))).toEqual([]);
  });
});

describe('the table of subjects in docs/architecture.md', () => {
  const [, table = ''] = read('docs/architecture.md').split('## Subjects');
  /** What stands for a name there is one token, and `…` is whatever follows; `.b` behind `a.x` is `a.b`. */
  const told = table
    .split('\n## ')[0]!
    .split('\n')
    .flatMap((row) => {
      const names = [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
      return names.map((name) => (name.startsWith('.') ? names[0]!.replace(/\.[^.]+$/, name) : name));
    })
    .map((name) => new RegExp(`^${name.replaceAll('.', '\\.').replace(/<\w+>/g, '[^.]+').replace('…', '.+')}$`));

  it('has every one', () => {
    const all = [
      ...Object.values(subjects).map((subject) => (typeof subject === 'string' ? subject : subject('x' as never))),
      ...Object.values(logicRpc).map(({ subject }) => subject),
      ...Object.values(cometRpc).map((contract) => atComet('x' as CometId, contract as never).subject),
      `${BUCKETS_BY_LOGIC}.x`,
      `${STREAMS_BY_LOGIC}.x`,
    ];
    expect(all.length).toBeGreaterThan(35);
    expect(all.filter((subject) => !told.some((pattern) => pattern.test(subject)))).toEqual([]);
  });
});

describe('the look at the pages', () => {
  const page = [
    '# A page: `code`, and more',
    '## Twice',
    '## Twice',
    '```sh',
    '# no heading [no](link.md) `apps/none.ts`',
    '```',
    '[one](other.md#part), [two](#twice-1), [site](https://example.com/#x)',
    '`apps/comet/src/hub`, `config/<app>.toml`, `hub.ts`, `npm test`, `live://1`, `hub.shards = 4`, `hub`',
  ].join('\n');

  it('finds links, headings, paths and settings, and none in blocks of code', () => {
    expect(linksOf(page)).toEqual([
      { path: 'other.md', anchor: 'part' },
      { path: '', anchor: 'twice-1' },
    ]);
    expect(anchorsOf(page)).toEqual(new Set(['a-page-code-and-more', 'twice', 'twice-1']));
    expect(pathsOf(page)).toEqual(['apps/comet/src/hub', 'hub.ts']);
    expect(settingsIn(page)).toEqual(['hub.ts', 'hub.shards']);
  });

  it('knows what is there', () => {
    expect(['apps/none.ts', 'none.ts', 'test/bench/results/', 'cruise.ts', 'test/architecture/'].map(isThere)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(PAGES.length).toBeGreaterThan(5);
  });
});
