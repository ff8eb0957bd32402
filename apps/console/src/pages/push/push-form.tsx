import { useState, type FormEvent } from 'react';
import { Button, CopyButton } from '../../components/button.js';
import { Switch } from '../../components/choice.js';
import { ProblemNotice } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { TextField } from '../../components/text-field.js';
import { useAction } from '../../hooks/use-action.js';
import { useCaller } from '../../sign-in/caller.js';
import { BodyFields } from './body-fields.js';
import { contentOf, curlOf, faultsOf, NEW_DRAFT, type PushDraft, type Target } from './push-draft.js';
import { Receipt } from './receipt.js';
import { PushOutcome } from './push-outcome.js';
import { sendPush } from './send-push.js';
import { TargetFields } from './target-fields.js';

interface Props {
  /** Whom it is for; where it is not said, the form asks. */
  readonly to?: Target;
}

/** Sends one push, and shows what became of it. */
export function PushForm({ to }: Props) {
  const { open, may } = useCaller();
  const [chosen, setChosen] = useState<Target>({ way: 'room', room: '' });
  const [draft, setDraft] = useState(NEW_DRAFT);
  const [isTried, setTried] = useState(false);
  const target = to ?? chosen;
  const faults = faultsOf(target, draft);
  const isSound = Object.keys(faults).length === 0;
  const shown = isTried ? faults : {};
  const push = useAction(async () => ({
    ...(await sendPush(target, contentOf(draft), draft.idempotencyKey)),
    hasReceipt: draft.wantsReceipt,
  }));
  const change = (part: Partial<PushDraft>): void => setDraft({ ...draft, ...part });

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (isSound) void push.run();
  };

  return (
    <>
      <Section title="What to push">
        <form className="stack" onSubmit={submit} noValidate>
          {!to && <TargetFields target={chosen} onChange={setChosen} fault={shown.target} />}
          <BodyFields draft={draft} onChange={change} fault={shown.body} />
          <div className="fields">
            <TextField
              label="Operation"
              hint="Sessions that accept it get it; members of a room in any case"
              value={draft.operation}
              onChange={(operation) => change({ operation })}
              error={shown.operation}
              inputMode="numeric"
            />
            <TextField
              label="Lives for, in seconds"
              hint="Then nobody gets it any more; empty = no bound"
              value={draft.ttl}
              onChange={(ttl) => change({ ttl })}
              error={shown.ttl}
              inputMode="numeric"
            />
            <TextField
              label="Idempotency key"
              hint="The same one within 2 minutes is stored once"
              value={draft.idempotencyKey}
              onChange={(idempotencyKey) => change({ idempotencyKey })}
              isMono
            />
          </div>
          <Switch isSelected={draft.persists} onChange={(persists) => change({ persists })}>
            Keep it in the history
          </Switch>
          <Switch isSelected={draft.wantsReceipt} onChange={(wantsReceipt) => change({ wantsReceipt })}>
            Ask where it went
          </Switch>
          <div className="row">
            <Button type="submit" variant="primary" isBusy={push.isRunning}>
              Push
            </Button>
          </div>
          <ProblemNotice problem={push.problem} />
          {push.result && <PushOutcome pushed={push.result} />}
          {push.result?.hasReceipt && push.result.ids[0] !== undefined && may('read') && (
            <Receipt id={`${push.result.epoch}:${push.result.ids[0]}`} />
          )}
        </form>
      </Section>
      {isSound && <AsCurl target={target} draft={draft} needsKey={!open} />}
    </>
  );
}

interface AsCurlProps {
  readonly target: Target;
  readonly draft: PushDraft;
  readonly needsKey: boolean;
}

function AsCurl({ target, draft, needsKey }: AsCurlProps) {
  const { idempotencyKey } = draft;
  const line = curlOf(target, contentOf(draft), { origin: location.origin, needsKey, idempotencyKey });
  return (
    <Section title="The same by curl" actions={<CopyButton text={line} />}>
      <pre className="code" tabIndex={0}>
        {line}
      </pre>
      {needsKey && (
        <p className="quiet small">
          Your key is left out: the line reads it from the variable <code>GOIM_KEY</code>.
        </p>
      )}
    </Section>
  );
}
