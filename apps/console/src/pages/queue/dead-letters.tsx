import { answerOf, api } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { Empty, ProblemNotice } from '../../components/notices.js';
import { Pager } from '../../components/table.js';
import { Section } from '../../components/section.js';
import { usePages } from '../../hooks/use-pages.js';
import { Letter } from './letter.js';

/** Each costs the server a question to JetStream. */
const PAGE = 20;

/** What was given up after its last try, the newest first. */
export function DeadLetters() {
  const pages = usePages('dead letters', (cursor, signal) =>
    answerOf(api.GET('/v1/dead-letters', { params: { query: { limit: PAGE, cursor } }, signal })),
  );
  const letters = pages.data?.letters;
  return (
    <Section
      title="Dead letters"
      actions={
        <Button isSmall onPress={pages.again}>
          Refresh
        </Button>
      }
    >
      <ProblemNotice problem={pages.problem} />
      {letters?.length === 0 && (
        <Empty title="Nothing was given up">
          What no comet takes after its last try, and what cannot be read, is kept here.
        </Empty>
      )}
      {letters && letters.length > 0 && (
        <ol className="messages" aria-label="Dead letters, the newest first">
          {letters.map((letter) => (
            <Letter key={letter.id} letter={letter} onDone={pages.again} />
          ))}
        </ol>
      )}
      <Pager pages={pages} />
    </Section>
  );
}
