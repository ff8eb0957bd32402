import { useMemo } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { Chart, type Line } from '../../components/chart.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { Tiles } from '../../components/tiles.js';
import { useAsked } from '../../hooks/use-asked.js';
import { formatCount, formatSeconds, formatShort } from '../../numbers.js';
import { Dropped } from './dropped.js';
import { droppedInLastMinute, dropsOf, linesByNode, type StatsPoint } from './lines.js';

const EVERY_MS = 10_000;
/** As many points as a chart has room for. */
const STEP_S = 20;

interface Props {
  /** As it is now: the newest point of the series is as old as its step. */
  readonly counts: components['schemas']['CountsEvent'] | undefined;
  /** Connections that the nodes have room for; undefined where that is not known. */
  readonly headroom: number | undefined;
}

/** The last hour, of the whole system. */
export function Stats({ counts, headroom }: Props) {
  const { data, problem } = useAsked(
    'stats',
    (signal) => answerOf(api.GET('/v1/stats', { params: { query: { step: STEP_S } }, signal })),
    { every: EVERY_MS },
  );
  const last = data?.series.at(-1);
  const dropped = data && last && droppedInLastMinute(data.series, data.step);
  return (
    <>
      <ProblemNotice problem={problem} />
      <Tiles
        tiles={[
          { name: 'Sessions', value: shown(counts?.sessions ?? last?.connections, formatCount) },
          { name: 'Headroom', value: shown(headroom, formatShort), unit: 'clients' },
          { name: 'Rooms', value: shown(counts?.rooms ?? last?.rooms, formatCount) },
          {
            name: 'Dropped',
            value: shown(dropped && sum(dropped.values()), formatCount),
            unit: 'in the last minute',
          },
          { name: 'Pushes', value: shown(last?.pushes, formatShort), unit: 'a second' },
          { name: 'Deliveries', value: shown(last?.deliveries, formatShort), unit: 'a second' },
          { name: 'Latency, p99', value: shown(last?.latency?.p99, formatMs) },
          {
            name: 'Backlog',
            value: shown(last?.backlog, formatCount),
            unit: last && last.backlog > 0 ? `oldest ${formatSeconds(last.oldestTask)}` : 'tasks',
          },
        ]}
      />
      {data && (
        <Section title="The last hour">
          {last ? <Charts stats={data} /> : <Empty title="Nothing is known yet">The first figures come soon.</Empty>}
        </Section>
      )}
      {dropped && <Dropped counts={dropped} />}
    </>
  );
}

function Charts({ stats: { series, nodes } }: { readonly stats: components['schemas']['Stats'] }) {
  const times = useMemo(() => series.map(({ time }) => time), [series]);
  const line = (name: string, valueOf: (point: StatsPoint) => number | null): Line => ({
    name,
    values: series.map(valueOf),
  });
  const dropped = dropsOf(series);
  return (
    <div className="charts">
      <Chart
        title="Connections"
        times={times}
        format={formatShort}
        lines={[line('all', ({ connections }) => connections), ...linesByNode(nodes, 'connections')]}
      />
      <Chart
        title="Pushes and deliveries"
        unit="a second"
        times={times}
        format={formatShort}
        lines={[line('pushes', ({ pushes }) => pushes), line('deliveries', ({ deliveries }) => deliveries)]}
      />
      <Chart
        title="Latency"
        unit="from the queue to the comets"
        times={times}
        format={formatMs}
        lines={(['p50', 'p90', 'p99'] as const).map((name) => line(name, ({ latency }) => latency?.[name] ?? null))}
      />
      <Chart
        title="Backlog"
        unit="messages of the push queue"
        times={times}
        format={formatShort}
        lines={[line('waiting', ({ backlog }) => backlog)]}
      />
      <Chart
        title="Dropped"
        unit="a second, by reason"
        times={times}
        format={formatShort}
        lines={dropped.length > 0 ? dropped : [line('nothing', () => 0)]}
      />
      <Chart
        title="Deliveries"
        unit="a second, by node"
        times={times}
        format={formatShort}
        lines={linesByNode(nodes, 'deliveries')}
      />
    </div>
  );
}

/** What is not known is a dash. */
function shown(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? '–' : format(value);
}

function formatMs(value: number): string {
  return value < 1_000 ? `${formatShort(value)} ms` : `${formatShort(value / 1_000)} s`;
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
