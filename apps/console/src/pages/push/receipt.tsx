import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { Badge } from '../../components/facts.js';
import { Notice, ProblemNotice } from '../../components/notices.js';
import { Table } from '../../components/table.js';
import { Tiles } from '../../components/tiles.js';
import { useAsked } from '../../hooks/use-asked.js';
import { explainLink } from '../../links.js';
import { formatCount } from '../../numbers.js';

type ReceiptView = components['schemas']['Receipt'];

const EVERY_MS = 1_000;

/** Where a push went that asked for a receipt; asked again until everybody has told. */
export function Receipt({ id }: { readonly id: string }) {
  const { data, problem } = useAsked(
    `receipt ${id}`,
    (signal) => answerOf(api.GET('/v1/pushes/{id}', { params: { path: { id } }, signal })),
    { every: EVERY_MS, until: ({ complete }) => complete },
  );
  if (!data) return <ProblemNotice problem={problem} />;
  const { to, targeted, written, waiting, notAccepted, offline, dropped, comets, problems } = data;
  const onlyKey = 'keys' in to && to.keys.length === 1 ? to.keys[0] : undefined;
  return (
    <div className="stack">
      <div className="row">
        <h3>Where it went</h3>
        <State of={data} />
        <Link href={explainLink(id, onlyKey)}>Explain what one session got</Link>
      </div>
      <Tiles
        tiles={[
          { name: 'Targeted', value: formatCount(targeted) },
          { name: 'Written', value: formatCount(written) },
          { name: 'Waiting', value: formatCount(waiting) },
          { name: 'Not accepted', value: formatCount(notAccepted) },
          { name: 'Offline', value: formatCount(offline) },
          { name: 'Dropped, slow', value: formatCount(dropped.slow) },
          { name: 'Dropped, gone', value: formatCount(dropped.gone) },
          { name: 'Dropped, expired', value: formatCount(dropped.expired) },
        ]}
      />
      {problems.map((one) => (
        <Notice key={one} tone="warn">
          {one}
        </Notice>
      ))}
      {comets.length > 0 && (
        <Table
          label="By comet"
          rows={comets}
          keyOf={(comet) => comet.id}
          columns={[
            { title: 'Comet', cell: (comet) => <code>{comet.id}</code> },
            { title: 'State', cell: ({ state }) => state },
            { title: 'Written', isNumber: true, cell: (comet) => formatCount(comet.written) },
            { title: 'Not accepted', isNumber: true, isMinor: true, cell: (comet) => formatCount(comet.notAccepted) },
            { title: 'Slow', isNumber: true, isMinor: true, cell: (comet) => formatCount(comet.dropped.slow) },
            { title: 'Gone', isNumber: true, isMinor: true, cell: (comet) => formatCount(comet.dropped.gone) },
          ]}
        />
      )}
    </div>
  );
}

function State({ of: { state, complete } }: { readonly of: ReceiptView }) {
  if (complete) return <Badge tone="good">everybody has told</Badge>;
  return <Badge tone="accent">{state}</Badge>;
}
