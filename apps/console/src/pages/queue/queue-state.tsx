import { answerOf, api } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { formatBytes } from '../../bytes.js';
import { Badge } from '../../components/facts.js';
import { ProblemNotice } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { useAsked } from '../../hooks/use-asked.js';
import { formatCount, formatSeconds } from '../../numbers.js';

type Queue = components['schemas']['Queue'];

const EVERY_MS = 5_000;
/** Each of its partitions has a consumer, which is told with the partition. */
const PUSH_STREAM = 'GOIM_PUSH';

/** How far the push queue and the other streams are. */
export function QueueState() {
  const { data, problem } = useAsked('queue', (signal) => answerOf(api.GET('/v1/queue', { signal })), {
    every: EVERY_MS,
  });
  return (
    <>
      <ProblemNotice problem={problem} />
      {data && (
        <>
          <Partitions of={data.partitions} />
          <Streams of={data.streams} />
          <Consumers of={data.consumers.filter(({ stream }) => stream !== PUSH_STREAM)} />
        </>
      )}
    </>
  );
}

function Partitions({ of }: { readonly of: Queue['partitions'] }) {
  return (
    <Section title="Partitions of the push queue">
      <Table
        label="Partitions"
        rows={of}
        keyOf={({ partition }) => String(partition)}
        columns={[
          { title: 'Partition', cell: ({ partition }) => partition },
          { title: 'Job', cell: ({ lease }) => (lease ? <code>{lease.job}</code> : <Badge tone="warn">none</Badge>) },
          { title: 'Backlog', isNumber: true, cell: ({ backlog }) => formatCount(backlog) },
          { title: 'In flight', isNumber: true, isMinor: true, cell: ({ inFlight }) => formatCount(inFlight) },
          { title: 'Redelivered', isNumber: true, isMinor: true, cell: ({ redelivered }) => formatCount(redelivered) },
          { title: 'Age of oldest', isNumber: true, isMinor: true, cell: ({ oldest }) => ago(oldest) },
        ]}
      />
    </Section>
  );
}

function Streams({ of }: { readonly of: Queue['streams'] }) {
  return (
    <Section title="Streams">
      <Table
        label="Streams"
        rows={of}
        keyOf={({ name }) => name}
        columns={[
          { title: 'Stream', cell: ({ name }) => <code>{name}</code> },
          { title: 'Messages', isNumber: true, cell: ({ messages }) => formatCount(messages) },
          { title: 'Size', isNumber: true, cell: ({ bytes }) => formatBytes(bytes) },
          {
            title: 'Max. size',
            isNumber: true,
            isMinor: true,
            cell: ({ maxBytes }) => (maxBytes < 0 ? 'none' : formatBytes(maxBytes)),
          },
          { title: 'Age of oldest', isNumber: true, isMinor: true, cell: ({ oldest }) => ago(oldest) },
        ]}
      />
    </Section>
  );
}

function Consumers({ of }: { readonly of: Queue['consumers'] }) {
  if (of.length === 0) return null;
  return (
    <Section title="Other consumers">
      <Table
        label="Consumers"
        rows={of}
        keyOf={({ stream, name }) => `${stream} ${name}`}
        columns={[
          { title: 'Consumer', cell: ({ name }) => <code>{name}</code> },
          { title: 'Stream', isMinor: true, cell: ({ stream }) => <code>{stream}</code> },
          { title: 'To read', isNumber: true, cell: ({ pending }) => formatCount(pending) },
          { title: 'In flight', isNumber: true, cell: ({ inFlight }) => formatCount(inFlight) },
          { title: 'Redelivered', isNumber: true, isMinor: true, cell: ({ redelivered }) => formatCount(redelivered) },
        ]}
      />
    </Section>
  );
}

/** @param seconds null = there is none */
function ago(seconds: number | null): string {
  return seconds === null ? '–' : formatSeconds(seconds);
}
