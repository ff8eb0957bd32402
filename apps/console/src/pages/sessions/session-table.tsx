import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { components } from '../../api/schema.js';
import { Table, type Column } from '../../components/table.js';
import { Time } from '../../components/facts.js';
import { memberLink, roomLink, sessionLink } from '../../links.js';

export type Session = components['schemas']['Session'];

interface Props {
  readonly label: string;
  readonly sessions: readonly Session[];
  /** The room that all of them are in, where the page is about one. */
  readonly room?: string;
  readonly actions?: (session: Session) => ReactNode;
}

export function SessionTable({ label, sessions, room, actions }: Props) {
  const columns: Column<Session>[] = [
    { title: 'Session', cell: ({ key }) => <Link href={sessionLink(key)}>{key}</Link> },
    { title: 'Member', cell: ({ mid }) => <Member mid={mid} /> },
    { title: room === undefined ? 'Rooms' : 'Other rooms', cell: (session) => <Rooms of={session} but={room} /> },
    { title: 'Address', isMinor: true, cell: ({ ip }) => ip },
    { title: 'Platform', isMinor: true, cell: ({ platform }) => platform || <span className="quiet">–</span> },
    { title: 'Comet', isMinor: true, cell: ({ comet }) => <code className="small">{comet}</code> },
    { title: 'Since', isMinor: true, cell: ({ since }) => <Time at={since} /> },
  ];
  if (actions) {
    columns.push({ title: 'Actions', cell: (session) => <span className="row row-tight">{actions(session)}</span> });
  }
  return <Table label={label} rows={sessions} keyOf={({ key }) => key} columns={columns} />;
}

export function Member({ mid }: Pick<Session, 'mid'>) {
  return mid === 0 ? <span className="quiet">anonymous</span> : <Link href={memberLink(mid)}>{mid}</Link>;
}

/** goim's one room first. */
function roomsOf({ room, joined }: Pick<Session, 'room' | 'joined'>): string[] {
  return [...(room === '' ? [] : [room]), ...joined];
}

const SHOWN = 3;

interface RoomsProps {
  readonly of: Pick<Session, 'room' | 'joined'>;
  readonly but: string | undefined;
}

function Rooms({ of, but }: RoomsProps) {
  const rooms = roomsOf(of).filter((room) => room !== but);
  if (rooms.length === 0) return <span className="quiet">none</span>;
  return (
    <span className="row row-tight">
      {rooms.slice(0, SHOWN).map((room) => (
        <Link key={room} href={roomLink(room)}>
          {room}
        </Link>
      ))}
      {rooms.length > SHOWN && <span className="quiet">and {rooms.length - SHOWN} more</span>}
    </span>
  );
}
