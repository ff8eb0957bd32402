import { answerOf, api } from '../../api/client.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Pager } from '../../components/table.js';
import { Section } from '../../components/section.js';
import { TextField } from '../../components/text-field.js';
import { useCalm, useDebounced } from '../../hooks/use-calm.js';
import { useLive } from '../../hooks/use-live.js';
import { useParameters } from '../../hooks/use-parameters.js';
import { usePages } from '../../hooks/use-pages.js';
import { useCaller } from '../../sign-in/caller.js';
import { Kick } from './session-actions.js';
import { SessionTable, type Session } from './session-table.js';

const PAGE = 50;
/** The stream tells that a session begins or ends, and not that its rooms change. */
const EVERY_MS = 15_000;
/** A list of thousands that come and go is read no more often. */
const CALM_MS = 2_000;
const FIELDS = [
  ['prefix', 'Session', 'How its key begins'],
  ['mid', 'Member', 'The id (mid)'],
  ['ip', 'Address', 'The whole of it'],
  ['comet', 'Comet', 'The id of the node'],
] as const;
type Field = (typeof FIELDS)[number][0];

/** Who is connected: all, or those whom every field that is filled in fits. */
export function SessionSearch() {
  const [parameters, setParameters] = useParameters();
  const { may } = useCaller();
  const asked = useDebounced(parameters.toString());
  const pages = usePages(
    `sessions ${asked}`,
    (cursor, signal) => {
      const query = { ...filterOf(new URLSearchParams(asked)), limit: PAGE, cursor };
      return answerOf(api.GET('/v1/sessions', { params: { query }, signal }));
    },
    { every: EVERY_MS },
  );
  const changed = useCalm(pages.again, CALM_MS);
  useLive({
    session: ({ session }) => {
      if (fits(session, new URLSearchParams(asked))) changed();
    },
    missed: changed,
  });
  const change = (name: Field, value: string): void => {
    const others = [...parameters].filter(([one]) => one !== name);
    setParameters(value === '' ? others : [...others, [name, value]]);
  };
  const sessions = pages.data?.sessions;
  return (
    <Section title="Sessions">
      <div className="fields fields-short">
        {FIELDS.map(([name, label, hint]) => (
          <TextField
            key={name}
            label={label}
            hint={hint}
            value={parameters.get(name) ?? ''}
            onChange={(value) => change(name, value)}
          />
        ))}
      </div>
      <ProblemNotice problem={pages.problem} />
      {sessions && sessions.length > 0 && (
        <SessionTable
          label="Sessions"
          sessions={sessions}
          actions={may('admin') ? (session) => <Kick session={session} onDone={pages.again} /> : undefined}
        />
      )}
      {sessions?.length === 0 && (
        <Empty title={asked === '' ? 'Nobody is connected' : 'Nobody is connected whom all of this fits'} />
      )}
      <Pager pages={pages} />
    </Section>
  );
}

/** @returns whether the list that is asked for has it, or had it */
function fits({ key, mid, ip, comet }: Session, parameters: URLSearchParams): boolean {
  const { prefix = key, ...rest } = filterOf(parameters);
  return (
    key.startsWith(prefix) &&
    String(mid) === (rest.mid ?? String(mid)) &&
    ip === (rest.ip ?? ip) &&
    comet === (rest.comet ?? comet)
  );
}

/** What is not said narrows nothing. */
function filterOf(parameters: URLSearchParams) {
  const said = (name: Field): string | undefined => parameters.get(name)?.trim() || undefined;
  return { mid: said('mid'), prefix: said('prefix'), ip: said('ip'), comet: said('comet') };
}
