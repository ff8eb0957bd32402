import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '#observability';
import { findPromtool, type Promtool } from '../monitoring/promtool.mjs';
import { ROOT } from './cruise.js';
import { readSources } from './sources.js';

const RULES = 'docker/prometheus/goim.rules.yml';
/** Debian's package is fetched once. */
const FETCHED_WITHIN_MS = 300_000;

const REGISTRATION = /\.(?:counter|observed\w+)(?:<[^>]*>)?\(\s*'(goim_\w+)'/g;
const METRIC = /\b(?:goim|nodejs|process)_[a-z\d_]+/g;
/** What Prometheus makes of a histogram. */
const SUFFIX = /_(bucket|sum|count)$/;

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The expressions of the dashboard, with a value for each of Grafana's variables. */
function dashboardExpressions(): string[] {
  const { panels } = JSON.parse(read('docker/grafana/goim.json')) as { panels: { targets?: { expr: string }[] }[] };
  return panels
    .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
    .map((expr) => expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'));
}

function metricsIn(text: string): Set<string> {
  return new Set([...text.matchAll(METRIC)].map(([name]) => name.replace(SUFFIX, '')));
}

describe('the metrics', () => {
  let registered: Set<string>;
  let ofTheProcess: Set<string>;

  beforeAll(async () => {
    const sources = (await readSources(ROOT)).filter(({ path }) => !path.endsWith('.spec.ts'));
    registered = new Set(sources.flatMap(({ text }) => [...text.matchAll(REGISTRATION)].map(([, name]) => name!)));
    const exposed = await new Metrics().expose();
    ofTheProcess = new Set([...exposed.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name!));
  });

  it('that the code registers are those of the table in docs/operations.md', () => {
    const rows = read('docs/operations.md')
      .split('\n')
      .filter((line) => line.startsWith('| `goim_'));
    const documented = rows.flatMap((row) => [...metricsIn(row.split('|')[1]!)]);
    expect(registered.size).toBeGreaterThan(90);
    expect([...new Set(documented)].toSorted()).toEqual([...registered].toSorted());
  });

  it.each([
    ['dashboard', () => dashboardExpressions().join('\n'), 30],
    ['alert rules', () => read(RULES), 30],
  ])('of the %s are among them', (_, text, atLeast) => {
    const used = metricsIn(text());
    expect(used.size).toBeGreaterThan(atLeast);
    expect([...used].filter((name) => !registered.has(name) && !ofTheProcess.has(name))).toEqual([]);
  });
});

describe('the dashboard', () => {
  interface Panel {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly description?: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly datasource?: { readonly uid: string };
    readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
    readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
  }
  const { panels, templating } = JSON.parse(read('docker/grafana/goim.json')) as {
    readonly panels: readonly Panel[];
    readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
  };
  const charts = panels.filter(({ type }) => type !== 'row');
  /** Of Grafana's ids of units. */
  const UNITS = ['short', 'ops', 's', 'bytes', 'percentunit'];
  const COLUMNS = 24;

  it('has its panels side by side: none beyond the edge or above another', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(COLUMNS);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([title, taken.get(`${x} ${y}`)]).toEqual([title, undefined]);
          taken.set(`${x} ${y}`, title);
        }
      }
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it.each(charts)('says what $title is, in which unit and of whom, by the data source that is chosen', (panel) => {
    const { description, datasource, fieldConfig, targets = [] } = panel;
    expect(description).toBeTruthy();
    expect(datasource?.uid).toBe('${datasource}');
    expect(UNITS).toContain(fieldConfig?.defaults.unit);
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    for (const { expr, legendFormat } of targets) {
      const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      const kept = /\bby \(([^)]+)\)/.exec(expr)?.[1]?.split(', ') ?? (expr.startsWith('sum(') ? [] : undefined);
      // Without `by` and `sum` a series has all of its labels.
      const missing = kept ? named.filter((label) => !kept.includes(label!)) : [];
      expect([expr, missing]).toEqual([expr, []]);
      expect(expr).toContain('{instance=~"$instance"');
    }
  });

  it('has the variables that its expressions name, and rates over no less than Prometheus asks', () => {
    expect(templating.list.map(({ name }) => name)).toEqual(['datasource', 'instance']);
    const interval = /scrape_interval: (\w+)/.exec(read('docker/prometheus/prometheus.yml'))![1];
    expect(read('docker/grafana/datasource.yml')).toContain(`timeInterval: ${interval}\n`);
  });
});

describe('promtool, where it can be had,', () => {
  let promtool: Promtool;

  beforeAll(async () => {
    promtool = await findPromtool({ cacheDir: '.cache', given: process.env['GOIM_PROMTOOL'] });
  }, FETCHED_WITHIN_MS);

  it('finds no fault with the alert rules and the configuration of Prometheus', async () => {
    expect(await promtool(['check', 'rules', RULES])).toBe('');
    expect(await promtool(['check', 'config', 'docker/prometheus/prometheus.yml'])).toBe('');
  });

  it.each([
    ['GoimBusRepaired', 'goim_bus_durable_repairs_total{asset="the stream GOIM_PUSH",reason="missing"}'],
    ['GoimBucketFull', 'goim_bus_full_buckets_total{bucket="goim_sessions"}'],
    ['GoimConfigRefused', 'goim_config_failures_total{who="tls"}'],
  ])('has %s told of what is counted once, and not where Prometheus itself was away', async (alertname, counter) => {
    const [name, labels] = counter.split('{');
    const series = `${name}{job="goim-logic",instance="a:1",${labels}`;
    const up = 'up{job="goim-logic",instance="a:1"}';
    const count = `count(ALERTS{alertname="${alertname}"})`;
    const fires = (eval_time: string, value: number | undefined): object => ({
      expr: count,
      eval_time,
      exp_samples: value === undefined ? [] : [{ labels: '{}', value }],
    });
    const tests = [
      {
        interval: '15s',
        input_series: [
          { series: up, values: '1x80' },
          { series, values: '_x40 1x40' },
        ],
        promql_expr_test: [fires('9m', undefined), fires('11m', 1), fires('17m', undefined)],
      },
      {
        interval: '15s',
        input_series: [
          { series: up, values: '_x40 1x40' },
          { series, values: '_x40 1x40' },
        ],
        promql_expr_test: [fires('11m', undefined)],
      },
    ];
    const folder = await mkdtemp(join(tmpdir(), 'goim-alarms-'));
    const file = join(folder, 'tests.json');
    await writeFile(file, JSON.stringify({ rule_files: [join(ROOT, RULES)], evaluation_interval: '15s', tests }));
    const faults = await promtool(['test', 'rules', file]);
    await rm(folder, { recursive: true });
    expect(faults).toBe('');
  });

  it('understands every expression of the dashboard', async () => {
    const rules = dashboardExpressions().map((expr, n) => ({ record: `panel:${n}`, expr }));
    const folder = await mkdtemp(join(tmpdir(), 'goim-dashboard-'));
    const file = join(folder, 'rules.json');
    await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const faults = await promtool(['check', 'rules', file]);
    await rm(folder, { recursive: true });
    expect(faults).toBe('');
  });
});
