import { Badge } from '../../components/facts.js';
import { Button } from '../../components/button.js';
import { Empty, Notice, ProblemNotice } from '../../components/notices.js';
import { MessageList } from '../../components/message-list.js';
import { Section } from '../../components/section.js';
import { formatCount } from '../../numbers.js';
import { MOST, useTail, type Tail } from './use-tail.js';

/** What is sent to a room, while it is. */
export function RoomTail({ room }: { readonly room: string }) {
  const tail = useTail(room);
  const { messages, isOpen, isPaused, leftOut, hasGap, wasAway } = tail;
  return (
    <Section
      title="Live"
      actions={
        <>
          <output>
            <Badge tone={isPaused ? 'warn' : isOpen ? 'good' : 'neutral'}>{stateOf(tail)}</Badge>
          </output>
          <Button isSmall onPress={() => tail.pause(!isPaused)}>
            {isPaused ? 'Go on' : 'Pause'}
          </Button>
          <Button isSmall isDisabled={messages.length === 0} onPress={tail.clear}>
            Clear
          </Button>
        </>
      }
    >
      <ProblemNotice problem={tail.problem} />
      {leftOut > 0 && (
        <Notice tone="warn">
          {formatCount(leftOut)} messages are not listed: they came faster than they can be shown.
        </Notice>
      )}
      {hasGap && <Notice tone="warn">The server was cut off from NATS for a moment: messages may be missing.</Notice>}
      {wasAway && (
        <Notice tone="warn">
          Nobody listened for a while, as the page was hidden or its connection broke: what was sent then is in the
          history alone.
        </Notice>
      )}
      {messages.length === 0 ? (
        <Empty title={isOpen ? 'Nothing was sent since this page is open' : 'One moment…'}>
          Messages to this room appear here as they are sent to its members. The newest {MOST} are kept.
        </Empty>
      ) : (
        <MessageList messages={messages} label="Messages as they are sent, the newest first" />
      )}
    </Section>
  );
}

function stateOf({ isOpen, isPaused, waiting }: Tail): string {
  if (isPaused) return waiting > 0 ? `paused, ${formatCount(waiting)} more came` : 'paused';
  return isOpen ? 'listening' : 'connecting';
}
