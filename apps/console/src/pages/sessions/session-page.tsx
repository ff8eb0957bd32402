import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Facts, Time } from '../../components/facts.js';
import { Page } from '../../components/page.js';
import { Section } from '../../components/section.js';
import { Tabs } from '../../components/tabs.js';
import { useAsked } from '../../hooks/use-asked.js';
import { useParameters } from '../../hooks/use-parameters.js';
import { cometLink, roomLink } from '../../links.js';
import { useCaller } from '../../sign-in/caller.js';
import { History } from '../history/history.js';
import { PushForm } from '../push/push-form.js';
import { Ban } from './ban.js';
import { LiveFacts } from './live-facts.js';
import { Kick, MoveToRoom, TakeOutOfRoom } from './session-actions.js';
import { Member, type Session } from './session-table.js';

const EVERY_MS = 3_000;

/** One session: where it is, what it gets, and what can be done with it. */
export function SessionPage() {
  const [parameters, setParameters] = useParameters();
  const key = parameters.get('key') ?? '';
  const { may } = useCaller();
  const { data, problem, again } = useAsked(
    key === '' ? undefined : `session ${key}`,
    (signal) => answerOf(api.GET('/v1/sessions/{key}', { params: { path: { key }, query: { live: 'true' } }, signal })),
    { every: EVERY_MS },
  );
  const isGone = problem?.details.code === 'not-found';
  const tabs = [
    { id: 'session', title: 'Session', content: data && !isGone && <SessionFacts session={data} onChange={again} /> },
    { id: 'history', title: 'History', content: <History of={{ key }} /> },
    ...(may('push') ? [{ id: 'push', title: 'Push', content: <PushForm to={{ way: 'keys', keys: [key] }} /> }] : []),
  ];
  return (
    <Page
      key={key}
      title={key === '' ? 'No session' : key}
      actions={
        data &&
        !isGone &&
        may('admin') && (
          <>
            <MoveToRoom session={data} onDone={again} isSmall={false} />
            <Kick session={data} onDone={again} isSmall={false} />
            <Ban session={data} onDone={again} />
          </>
        )
      }
    >
      <p className="quiet">
        <Link href="/sessions">All sessions</Link>
      </p>
      {isGone ? (
        <Empty title="Nobody is connected with this key">
          The session has ended, or never was. What was pushed to the key is in its history.
        </Empty>
      ) : (
        <ProblemNotice problem={problem} />
      )}
      <Tabs
        label="What there is of the session"
        tabs={tabs}
        selected={parameters.get('tab') ?? 'session'}
        onSelect={(tab) => setParameters({ key, tab })}
      />
    </Page>
  );
}

function SessionFacts({ session, onChange }: { readonly session: Session; readonly onChange: () => void }) {
  const { mid, comet, ip, platform, region, since, room, joined } = session;
  const { may } = useCaller();
  return (
    <>
      <Section title="Connection">
        <Facts
          facts={[
            ['Member', <Member mid={mid} />],
            ['Address', ip],
            ['Platform', platform || '–'],
            ['Region', region || '–'],
            ['Comet', <Link href={cometLink(comet)}>{comet}</Link>],
            ['Since', <Time at={since} />],
          ]}
        />
      </Section>
      <LiveFacts of={session.live} />
      <Section title="Rooms">
        {room === '' && joined.length === 0 && <Empty title="It is in no room" />}
        <ul className="plain-list">
          {room !== '' && (
            <li className="row">
              <Link href={roomLink(room)}>{room}</Link>
              <span className="quiet small">primary room</span>
            </li>
          )}
          {joined.map((one) => (
            <li key={one} className="row">
              <Link href={roomLink(one)}>{one}</Link>
              {may('admin') && <TakeOutOfRoom session={session} room={one} onDone={onChange} />}
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
