import type { components } from '../../api/schema.js';
import { formatBytes } from '../../bytes.js';
import { Badge, Time } from '../../components/facts.js';
import { ProblemNotice } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import type { Asked } from '../../hooks/use-asked.js';
import { formatCount, formatPercent } from '../../numbers.js';

type Instance = components['schemas']['Instance'];

interface Props {
  readonly asked: Asked<components['schemas']['InstanceList']>;
}

/** Every process that there is. */
export function Instances({ asked: { data, problem } }: Props) {
  return (
    <Section title="Instances">
      <ProblemNotice problem={problem} />
      {data && (
        <Table
          label="Instances"
          rows={data.instances}
          keyOf={({ id }) => id}
          columns={[
            { title: 'App', cell: ({ app }) => app },
            { title: 'Instance', cell: ({ id }) => <code>{id}</code> },
            { title: 'State', cell: (instance) => <State of={instance} /> },
            { title: 'CPU', isNumber: true, cell: ({ cpu }) => (cpu === undefined ? '–' : formatPercent(cpu)) },
            {
              title: 'Memory',
              isNumber: true,
              isMinor: true,
              cell: ({ rss }) => (rss === undefined ? '–' : formatBytes(rss)),
            },
            {
              title: 'Loop lag',
              isNumber: true,
              isMinor: true,
              cell: ({ eventLoopLag }) => milliseconds(eventLoopLag),
            },
            {
              title: 'Partitions',
              isMinor: true,
              cell: ({ partitions }) => partitions && formatCount(partitions.length),
            },
            { title: 'Version', isMinor: true, cell: ({ version }) => version },
            { title: 'Since', isMinor: true, cell: ({ since }) => <Time at={since} /> },
          ]}
        />
      )}
    </Section>
  );
}

const TONES = { online: 'good', offline: 'warn', silent: 'bad' } as const;

function State({ of: { state, ready, problems } }: { readonly of: Instance }) {
  return (
    <span className="row row-tight">
      <Badge tone={TONES[state]}>{state}</Badge>
      {!ready && <Badge tone="bad">not ready</Badge>}
      {problems.map((problem) => (
        <span key={problem} className="small">
          {problem}
        </span>
      ))}
    </span>
  );
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(1)} ms`;
}
