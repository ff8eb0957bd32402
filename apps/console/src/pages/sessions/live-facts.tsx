import { Link } from 'wouter';
import { formatBytes } from '../../bytes.js';
import { Badge, Facts } from '../../components/facts.js';
import { Notice } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { roomLink } from '../../links.js';
import { formatSeconds } from '../../numbers.js';
import type { Session } from './session-table.js';

/** A session as its comet has it now; the rest of its page is what the comet told last. */
export function LiveFacts({ of }: { readonly of: Session['live'] }) {
  if (!of) {
    return (
      <Section title="Now">
        <Notice tone="warn">Its comet did not answer, or is one that cannot be asked.</Notice>
      </Section>
    );
  }
  const { pendingBytes, accepts, rooms, silentFor, version, slow, quiet } = of;
  return (
    <Section
      title="Now"
      actions={
        <>
          {slow && <Badge tone="bad">slow: it misses pushes</Badge>}
          {quiet && <Badge tone="warn">not resumed yet: pushes wait</Badge>}
        </>
      }
    >
      <Facts
        facts={[
          ['Waits to be sent', formatBytes(pendingBytes)],
          ['Accepts', accepts.join(', ') || 'nothing but what its rooms get'],
          ['In the rooms', <LiveRooms rooms={rooms} />],
          ['Last heard of', `${formatSeconds(silentFor / 1_000)} ago`],
          ['Protocol', `version ${version}`],
        ]}
      />
    </Section>
  );
}

function LiveRooms({ rooms }: { readonly rooms: readonly string[] }) {
  if (rooms.length === 0) return 'none';
  return (
    <span className="row row-tight">
      {rooms.map((room) => (
        <Link key={room} href={roomLink(room)}>
          {room}
        </Link>
      ))}
    </span>
  );
}
