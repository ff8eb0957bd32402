import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { Badge, Time } from '../../components/facts.js';
import { Confirm } from '../../components/confirm.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { Table, type Column } from '../../components/table.js';
import type { Asked } from '../../hooks/use-asked.js';
import { cometLink } from '../../links.js';
import { formatCount, formatPercent, formatShort } from '../../numbers.js';
import { useCaller } from '../../sign-in/caller.js';
import { headroomOf, type Headroom } from './headroom.js';

type Schemas = components['schemas'];

interface Node extends Headroom {
  readonly node: Schemas['Node'];
}

interface Props {
  readonly nodes: Asked<Schemas['NodeList']>;
  /** As their processes tell of themselves. */
  readonly instances: readonly Schemas['Instance'][];
}

/** The comets that clients connect to. */
export function Nodes({ nodes: { data, problem, again }, instances }: Props) {
  const { may } = useCaller();
  const columns: Column<Node>[] = [
    {
      title: 'Node',
      cell: ({ node: { id, offline } }) => (
        <span className="row row-tight">
          <Link href={cometLink(id)}>{id}</Link>
          {offline ? <Badge tone="warn">offline</Badge> : <Badge tone="good">online</Badge>}
        </span>
      ),
    },
    { title: 'Connections', isNumber: true, cell: ({ node }) => formatCount(node.connections) },
    {
      title: 'Headroom',
      isNumber: true,
      isMinor: true,
      cell: ({ more }) => (more === undefined ? '–' : formatShort(more)),
    },
    { title: 'CPU', isNumber: true, isMinor: true, cell: ({ cpu }) => (cpu === undefined ? '–' : formatPercent(cpu)) },
    { title: 'Weight', isNumber: true, isMinor: true, cell: ({ node }) => node.weight },
    {
      title: 'Region',
      isMinor: true,
      cell: ({ node: { region, zone } }) => [region, zone].filter(Boolean).join(' / ') || '–',
    },
    { title: 'Version', isMinor: true, cell: ({ node }) => node.version },
    { title: 'Since', isMinor: true, cell: ({ node }) => <Time at={node.startedAt} /> },
  ];
  if (may('admin')) columns.push({ title: 'Actions', cell: ({ node }) => <SwitchNode node={node} onDone={again} /> });
  return (
    <Section title="Nodes">
      <ProblemNotice problem={problem} />
      {data?.nodes.length === 0 && <Empty title="No comet is there">Clients cannot connect.</Empty>}
      {data && data.nodes.length > 0 && (
        <Table
          label="Nodes"
          rows={data.nodes.map((node) => ({ node, ...headroomOf(node, instances) }))}
          keyOf={({ node }) => node.id}
          columns={columns}
        />
      )}
    </Section>
  );
}

interface SwitchProps {
  readonly node: Schemas['Node'];
  readonly onDone: () => void;
}

function SwitchNode({ node: { id, offline }, onDone }: SwitchProps) {
  const change = (): Promise<unknown> =>
    answerOf(api.PUT('/v1/nodes/{id}/offline', { params: { path: { id } }, body: { offline: !offline } }));
  return offline ? (
    <Confirm
      label="Take back"
      title={`Send new clients to ${id} again?`}
      act={change}
      onDone={onDone}
      isHarmless
      isSmall
    >
      <p>It is back in the list that new clients choose from.</p>
    </Confirm>
  ) : (
    <Confirm label="Take offline" title={`Take ${id} offline?`} act={change} onDone={onDone} isSmall>
      <p>New clients are sent elsewhere. Those it has stay, and leave as they end or as the node is stopped.</p>
    </Confirm>
  );
}
