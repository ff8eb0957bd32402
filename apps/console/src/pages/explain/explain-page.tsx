import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { Page } from '../../components/page.js';
import { ProblemNotice } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { TextField } from '../../components/text-field.js';
import { useAsked } from '../../hooks/use-asked.js';
import { useParameters } from '../../hooks/use-parameters.js';
import { sessionLink } from '../../links.js';
import { Finding } from './finding.js';

/** Why a session got a message, or did not. */
export function ExplainPage() {
  const [parameters, setParameters] = useParameters();
  const key = parameters.get('key') ?? '';
  const message = parameters.get('message') ?? '';
  const [draft, setDraft] = useState({ key, message });
  const isAsked = key !== '' && message !== '';
  const { data, problem, isLoading, again } = useAsked(isAsked ? `explain ${key} ${message}` : undefined, (signal) =>
    answerOf(api.GET('/v1/explain', { params: { query: { key, message } }, signal })),
  );
  const typed = { key: draft.key.trim(), message: draft.message.trim() };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.key === '' || typed.message === '') return;
    if (typed.key === key && typed.message === message) again();
    else setParameters(typed);
  };
  return (
    <Page title="Explain">
      <Section title="Why did a session get a message, or not?">
        <form className="stack" onSubmit={submit}>
          <div className="fields">
            <TextField
              label="Session key"
              hint="As the list of sessions shows it; one that has ended may be asked for as well"
              value={draft.key}
              onChange={(value) => setDraft({ ...draft, key: value })}
              isMono
            />
            <TextField
              label="Message"
              hint="Its id, as its push answered it, or as the history of a room or a session shows it"
              value={draft.message}
              onChange={(value) => setDraft({ ...draft, message: value })}
              isMono
            />
          </div>
          <div className="row">
            <Button
              type="submit"
              variant="primary"
              isBusy={isLoading}
              isDisabled={typed.key === '' || typed.message === ''}
            >
              Explain
            </Button>
            {key !== '' && <Link href={sessionLink(key)}>The session {key}</Link>}
          </div>
        </form>
        <ProblemNotice problem={problem} />
      </Section>
      {data && <Finding of={data} />}
    </Page>
  );
}
