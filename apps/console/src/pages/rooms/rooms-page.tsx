import { useState } from 'react';
import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.js';
import { Choice } from '../../components/choice.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Page } from '../../components/page.js';
import { Pager, Table } from '../../components/table.js';
import { Section } from '../../components/section.js';
import { TextField } from '../../components/text-field.js';
import { useDebounced } from '../../hooks/use-calm.js';
import { usePages } from '../../hooks/use-pages.js';
import { roomLink } from '../../links.js';

const PAGE = 50;
const EVERY_MS = 5_000;

type Sort = 'sessions' | 'name';

/** The rooms that somebody is in. */
export function RoomsPage() {
  const [typed, setTyped] = useState('');
  const [sort, setSort] = useState<Sort>('sessions');
  const prefix = useDebounced(typed.trim());
  const pages = usePages(
    `rooms ${sort} ${prefix}`,
    (cursor, signal) =>
      answerOf(
        api.GET('/v1/rooms', { params: { query: { limit: PAGE, cursor, sort, prefix: prefix || undefined } }, signal }),
      ),
    { every: EVERY_MS },
  );
  const rooms = pages.data?.rooms;
  return (
    <Page title="Rooms">
      <Section title="Rooms with somebody in them">
        <div className="fields">
          <TextField
            label="Find"
            placeholder="live://10"
            hint="How the room's key begins"
            value={typed}
            onChange={setTyped}
          />
          <Choice
            label="Sort"
            value={sort}
            onChange={setSort}
            options={[
              ['sessions', 'Most sessions first'],
              ['name', 'By name'],
            ]}
          />
        </div>
        <ProblemNotice problem={pages.problem} />
        {rooms && rooms.length > 0 && (
          <Table
            label="Rooms"
            rows={rooms}
            keyOf={({ room }) => room}
            columns={[
              { title: 'Room', cell: ({ room }) => <Link href={roomLink(room)}>{room}</Link> },
              { title: 'Sessions', isNumber: true, cell: ({ sessions }) => sessions.toLocaleString() },
            ]}
          />
        )}
        {rooms?.length === 0 && (
          <Empty title={prefix === '' ? 'Nobody is in a room' : `No room begins with ${prefix}`}>
            A room is there while somebody is in it.
            {prefix !== '' && (
              <>
                {' '}
                <Link href={roomLink(prefix)}>Open it all the same</Link>, to read its history or to push into it.
              </>
            )}
          </Empty>
        )}
        <Pager pages={pages} />
      </Section>
    </Page>
  );
}
