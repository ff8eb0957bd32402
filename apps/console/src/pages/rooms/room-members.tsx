import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Confirm } from '../../components/confirm.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Pager } from '../../components/table.js';
import { Section } from '../../components/section.js';
import { TextField } from '../../components/text-field.js';
import { usePages } from '../../hooks/use-pages.js';
import { useCaller } from '../../sign-in/caller.js';
import { Kick, MoveToRoom, TakeOutOfRoom } from '../sessions/session-actions.js';
import { SessionTable } from '../sessions/session-table.js';

const PAGE = 50;
const EVERY_MS = 5_000;

export function RoomMembers({ room }: { readonly room: string }) {
  const { may } = useCaller();
  const pages = usePages(
    `members ${room}`,
    (cursor, signal) =>
      answerOf(
        api.GET('/v1/rooms/{room}/members', { params: { path: { room }, query: { limit: PAGE, cursor } }, signal }),
      ),
    { every: EVERY_MS },
  );
  const sessions = pages.data?.sessions;
  const mayChange = may('admin');
  return (
    <Section title="Members" actions={mayChange && <AddMember room={room} onDone={pages.again} />}>
      <ProblemNotice problem={pages.problem} />
      {sessions?.length === 0 && (
        <Empty title="Nobody is in this room">Sessions that join it are listed here by themselves.</Empty>
      )}
      {sessions && sessions.length > 0 && (
        <SessionTable
          label={`Members of ${room}`}
          room={room}
          sessions={sessions}
          actions={
            mayChange
              ? (session) => (
                  <>
                    {session.joined.includes(room) && (
                      <>
                        <MoveToRoom session={session} from={room} onDone={pages.again} />
                        <TakeOutOfRoom session={session} room={room} onDone={pages.again} />
                      </>
                    )}
                    <Kick session={session} onDone={pages.again} />
                  </>
                )
              : undefined
          }
        />
      )}
      <Pager pages={pages} />
    </Section>
  );
}

function AddMember({ room, onDone }: { readonly room: string; readonly onDone: () => void }) {
  const [key, setKey] = useState('');
  const add = (): Promise<unknown> =>
    answerOf(api.PUT('/v1/rooms/{room}/members/{key}', { params: { path: { room, key: key.trim() } } }));
  return (
    <Confirm
      label="Add a session"
      title={`Put a session into ${room}`}
      confirmLabel="Add"
      isHarmless
      act={add}
      onDone={onDone}
    >
      <p>The session gets what is pushed to this room from now on, beside its other rooms.</p>
      <TextField label="Session key" value={key} onChange={setKey} isMono autoFocus />
    </Confirm>
  );
}
