import { useSearchParams } from 'wouter';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { DeadLetters } from './dead-letters.js';
import { QueueState } from './queue-state.js';

/** What waits to be pushed, and what was given up. */
export function QueuePage() {
  const [parameters, setParameters] = useSearchParams();
  return (
    <Page title="Queue">
      <Tabs
        label="The queue and dead letters"
        selected={parameters.get('tab') ?? 'queue'}
        onSelect={(tab) => setParameters(tab === 'queue' ? {} : { tab }, { replace: true })}
        tabs={[
          { id: 'queue', title: 'Queue', content: <QueueState /> },
          { id: 'dead-letters', title: 'Dead letters', content: <DeadLetters /> },
        ]}
      />
    </Page>
  );
}
