import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { Button } from '../../components/button.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { MessageList } from '../../components/message-list.js';
import { Section } from '../../components/section.js';
import { useAsked } from '../../hooks/use-asked.js';

type MessagePage = components['schemas']['MessageList'];

/** Whose history. */
type Target = { readonly room: string } | { readonly key: string } | { readonly mid: string };

const PAGE = 30;

function askFor(of: Target, before: string | undefined, signal: AbortSignal): Promise<MessagePage> {
  const query = { limit: PAGE, before };
  if ('room' in of) {
    return answerOf(api.GET('/v1/rooms/{room}/messages', { params: { path: of, query }, signal }));
  }
  if ('key' in of) {
    return answerOf(api.GET('/v1/sessions/{key}/messages', { params: { path: of, query }, signal }));
  }
  return answerOf(api.GET('/v1/members/{mid}/messages', { params: { path: of, query }, signal }));
}

/** What was pushed to a target, the newest first. */
export function History({ of }: { readonly of: Target }) {
  const [places, setPlaces] = useState<readonly string[]>([]);
  const before = places.at(-1);
  const { data, problem, isLoading, again } = useAsked(`history ${JSON.stringify(of)} ${before ?? ''}`, (signal) =>
    askFor(of, before, signal),
  );
  const older = data?.before ?? undefined;
  return (
    <Section
      title="History"
      actions={
        <Button isSmall onPress={again}>
          Refresh
        </Button>
      }
    >
      <ProblemNotice problem={problem} />
      {data?.messages.length === 0 && (
        <Empty title="Nothing is kept">
          Messages that were pushed with persist, and are not older than the history keeps, are listed here.
        </Empty>
      )}
      {data && data.messages.length > 0 && (
        <MessageList
          messages={data.messages}
          label="Messages, the newest first"
          sessionKey={'key' in of ? of.key : undefined}
        />
      )}
      {isLoading && <p className="quiet">Reading…</p>}
      {(places.length > 0 || older !== undefined) && (
        <nav className="row row-end" aria-label="Pages of the history">
          <Button isSmall isDisabled={places.length === 0} onPress={() => setPlaces(places.slice(0, -1))}>
            Newer
          </Button>
          <Button isSmall isDisabled={older === undefined} onPress={() => setPlaces([...places, older!])}>
            Older
          </Button>
        </nav>
      )}
    </Section>
  );
}
