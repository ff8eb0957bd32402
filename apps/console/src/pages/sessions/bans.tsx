import { answerOf, api } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { Confirm } from '../../components/confirm.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Pager, Table, type Column } from '../../components/table.js';
import { Section } from '../../components/section.js';
import { Time } from '../../components/facts.js';
import { usePages } from '../../hooks/use-pages.js';
import { useCaller } from '../../sign-in/caller.js';

type BanView = components['schemas']['Ban'];

const PAGE = 50;

function banned({ mid, key, address, tokenId }: BanView): string {
  if (mid !== undefined) return `member ${mid}`;
  if (key !== undefined) return `key ${key}`;
  return address === undefined ? `token ${tokenId ?? ''}` : `address ${address}`;
}

/** Who may not connect. */
export function Bans() {
  const { may } = useCaller();
  const pages = usePages('bans', (cursor, signal) =>
    answerOf(api.GET('/v1/bans', { params: { query: { limit: PAGE, cursor } }, signal })),
  );
  const bans = pages.data?.bans;
  const columns: Column<BanView>[] = [
    { title: 'Who', cell: banned },
    { title: 'Until', cell: ({ until }) => (until === null ? 'for ever' : <Time at={until} />) },
    { title: 'Reason', cell: ({ reason }) => reason || <span className="quiet">–</span> },
    { title: 'Since', isMinor: true, cell: ({ since }) => <Time at={since} /> },
  ];
  if (may('admin')) columns.push({ title: 'Actions', cell: (ban) => <Lift ban={ban} onDone={pages.again} /> });
  return (
    <Section title="Bans">
      <ProblemNotice problem={pages.problem} />
      {bans?.length === 0 && (
        <Empty title="Nobody is banned">A session's page has a button to ban who is behind it.</Empty>
      )}
      {bans && bans.length > 0 && <Table label="Bans" rows={bans} keyOf={({ id }) => id} columns={columns} />}
      <Pager pages={pages} />
    </Section>
  );
}

function Lift({ ban, onDone }: { readonly ban: BanView; readonly onDone: () => void }) {
  const lift = (): Promise<unknown> => answerOf(api.DELETE('/v1/bans/{id}', { params: { path: { id: ban.id } } }));
  return (
    <Confirm label="Lift" title={`Lift the ban of ${banned(ban)}?`} act={lift} onDone={onDone} isSmall isHarmless>
      <p>It can connect again at once.</p>
    </Confirm>
  );
}
