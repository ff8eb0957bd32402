import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.js';
import { Badge } from '../../components/facts.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useAsked } from '../../hooks/use-asked.js';
import { useParameters } from '../../hooks/use-parameters.js';
import { useCaller } from '../../sign-in/caller.js';
import { History } from '../history/history.js';
import { PushForm } from '../push/push-form.js';
import { RoomMembers } from './room-members.js';
import { RoomTail } from './room-tail.js';

const EVERY_MS = 5_000;

/** One room: who is in it, what was sent to it, and what is sent. */
export function RoomPage() {
  const [parameters, setParameters] = useParameters();
  const room = parameters.get('key') ?? '';
  const { may } = useCaller();
  const { data, problem } = useAsked(
    room === '' ? undefined : `room ${room}`,
    (signal) => answerOf(api.GET('/v1/rooms/{room}', { params: { path: { room } }, signal })),
    { every: EVERY_MS },
  );
  if (room === '') {
    return (
      <Page title="No room">
        <Empty title="No room was named">
          <Link href="/rooms">Choose one</Link>
        </Empty>
      </Page>
    );
  }
  const tabs = [
    { id: 'members', title: 'Members', content: <RoomMembers room={room} /> },
    { id: 'live', title: 'Live', content: <RoomTail room={room} /> },
    { id: 'history', title: 'History', content: <History of={{ room }} /> },
    ...(may('push') ? [{ id: 'push', title: 'Push', content: <PushForm to={{ way: 'room', room }} /> }] : []),
  ];
  return (
    <Page
      key={room}
      title={room}
      actions={data && <Badge tone="accent">{data.sessions === 1 ? '1 session' : `${data.sessions} sessions`}</Badge>}
    >
      <p className="quiet">
        <Link href="/rooms">All rooms</Link>
      </p>
      <ProblemNotice problem={problem} />
      <Tabs
        label="What there is of the room"
        tabs={tabs}
        selected={parameters.get('tab') ?? 'members'}
        onSelect={(tab) => setParameters({ key: room, tab })}
      />
    </Page>
  );
}
