import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { formatBytes } from '../../bytes.js';
import { BodyView } from '../../components/body-view.js';
import { Button } from '../../components/button.js';
import { Confirm } from '../../components/confirm.js';
import { ProblemNotice } from '../../components/notices.js';
import { Time } from '../../components/facts.js';
import { useAsked } from '../../hooks/use-asked.js';
import { useCaller } from '../../sign-in/caller.js';

type DeadLetter = components['schemas']['DeadLetter'];

interface Props {
  readonly letter: DeadLetter;
  readonly onDone: () => void;
}

/** Something that was given up: why, what it was, and what can be done with it. */
export function Letter({ letter, onDone }: Props) {
  const { may } = useCaller();
  const { time, reason, attempts, partition, operation, targets, targetCount } = letter;
  const more = targetCount - targets.length;
  return (
    <li>
      <div className="message-head">
        <Time at={time} />
        <strong>{reason}</strong>
        {attempts > 0 && <span>{attempts === 1 ? '1 try' : `${attempts} tries`}</span>}
        <span className="quiet">partition {partition}</span>
        {operation !== null && <span className="quiet">operation {operation}</span>}
      </div>
      {targets.length > 0 && (
        <p className="small">
          For <code>{targets.join(', ')}</code>
          {more > 0 && ` and ${more} more`}
        </p>
      )}
      <Body letter={letter} />
      {may('admin') && <Actions letter={letter} onDone={onDone} />}
    </li>
  );
}

/** What is too long for the list is asked for. */
function Body({ letter }: Pick<Props, 'letter'>) {
  const { id, encoding, bytes } = letter;
  const [isAsked, setAsked] = useState(false);
  const { data, problem, isLoading } = useAsked(isAsked ? `dead letter ${id}` : undefined, (signal) =>
    answerOf(api.GET('/v1/dead-letters/{id}', { params: { path: { id } }, signal })),
  );
  if (data || encoding !== 'omitted') return <BodyView of={data ?? letter} />;
  return (
    <>
      <ProblemNotice problem={problem} />
      <span>
        <Button isSmall isBusy={isLoading} onPress={() => setAsked(true)}>
          Show its {formatBytes(bytes)}
        </Button>
      </span>
    </>
  );
}

function Actions({ letter: { id, isPush }, onDone }: Props) {
  const params = { path: { id } };
  return (
    <div className="row row-tight">
      {isPush && (
        <Confirm
          label="Push again"
          title="Push it again?"
          act={() => answerOf(api.POST('/v1/dead-letters/{id}/push', { params }))}
          onDone={onDone}
          isHarmless
          isSmall
        >
          <p>It is stored as a new message behind what waits. Whoever got it before gets it once more.</p>
        </Confirm>
      )}
      <Confirm
        label="Discard"
        title="Discard this dead letter?"
        act={() => answerOf(api.DELETE('/v1/dead-letters/{id}', { params }))}
        onDone={onDone}
        isSmall
      >
        <p>Nobody gets it any more, and it cannot be had back.</p>
      </Confirm>
    </div>
  );
}
