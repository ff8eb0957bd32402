import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { formatBytes } from '../../bytes.js';
import { Badge, Time } from '../../components/facts.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { useAsked } from '../../hooks/use-asked.js';
import { sessionLink } from '../../links.js';

type Waiting = components['schemas']['SlowestSessions']['sessions'][number];
type Closed = components['schemas']['SlowestSessions']['closed'][number];
type SlowClient = Waiting | Closed;

const SHOWN = 5;
const EVERY_MS = 5_000;

/** The sessions for which most waits to be sent, and those that were closed for it. */
export function SlowClients() {
  const { data, problem } = useAsked(
    'slow clients',
    (signal) => answerOf(api.GET('/v1/stats/sessions', { params: { query: { limit: SHOWN } }, signal })),
    { every: EVERY_MS },
  );
  const clients: SlowClient[] = data ? [...data.sessions, ...data.closed] : [];
  return (
    <Section title="Slow clients">
      <ProblemNotice problem={problem} />
      {data && clients.length === 0 && (
        <Empty title="Nothing waits for any client">
          Each has taken what it was sent, and none was closed as slow in the last 10 minutes.
        </Empty>
      )}
      {clients.length > 0 && (
        <Table
          label="Slow clients"
          rows={clients}
          keyOf={(client) => `${'closedAt' in client} ${client.comet} ${client.key}`}
          columns={[
            { title: 'Session', cell: ({ key }) => <Link href={sessionLink(key)}>{key}</Link> },
            { title: 'State', cell: (client) => <State of={client} /> },
            {
              title: 'Waits',
              isNumber: true,
              cell: (client) => ('closedAt' in client ? '–' : formatBytes(client.pendingBytes)),
            },
          ]}
        />
      )}
    </Section>
  );
}

function State({ of }: { readonly of: SlowClient }) {
  if (!('closedAt' in of)) {
    return of.slow ? <Badge tone="bad">misses pushes</Badge> : <Badge tone="warn">behind</Badge>;
  }
  return (
    <span className="row row-tight">
      <Badge tone="bad">closed as slow</Badge>
      <span className="small quiet">
        <Time at={of.closedAt} />
        {of.times > 1 && `, ${of.times} times in 10 minutes`}
      </span>
    </span>
  );
}
