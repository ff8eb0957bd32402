import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useParameters } from '../../hooks/use-parameters.js';
import { DeadLetters } from './dead-letters.js';
import { QueueState } from './queue-state.js';

/** What waits to be pushed, and what was given up. */
export function QueuePage() {
  const [parameters, setParameters] = useParameters();
  return (
    <Page title="Queue">
      <Tabs
        label="The queue and dead letters"
        selected={parameters.get('tab') ?? 'queue'}
        onSelect={(tab) => setParameters(tab === 'queue' ? {} : { tab })}
        tabs={[
          { id: 'queue', title: 'Queue', content: <QueueState /> },
          { id: 'dead-letters', title: 'Dead letters', content: <DeadLetters /> },
        ]}
      />
    </Page>
  );
}
