import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { useAsked } from '../../hooks/use-asked.js';
import { roomLink } from '../../links.js';
import { formatCount, formatShort } from '../../numbers.js';

const SHOWN = 5;
const EVERY_MS = 5_000;

/** The rooms that most is pushed to; the largest ones are on the page of rooms. */
export function BusiestRooms() {
  const { data, problem } = useAsked(
    'busiest rooms',
    (signal) => answerOf(api.GET('/v1/stats/rooms', { params: { query: { limit: SHOWN } }, signal })),
    { every: EVERY_MS },
  );
  return (
    <Section title="Busiest rooms">
      <ProblemNotice problem={problem} />
      {data?.rooms.length === 0 && (
        <Empty title="No room was pushed to lately">
          <Link href="/rooms">The largest rooms</Link>
        </Empty>
      )}
      {data && data.rooms.length > 0 && (
        <Table
          label="Busiest rooms"
          rows={data.rooms}
          keyOf={({ room }) => room}
          columns={[
            { title: 'Room', cell: ({ room }) => <Link href={roomLink(room)}>{room}</Link> },
            { title: 'Pushes a second', isNumber: true, cell: ({ pushes }) => formatShort(pushes) },
            { title: 'Sessions', isNumber: true, cell: ({ sessions }) => formatCount(sessions) },
          ]}
        />
      )}
    </Section>
  );
}
