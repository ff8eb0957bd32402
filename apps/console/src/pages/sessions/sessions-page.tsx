import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { useParameters } from '../../hooks/use-parameters.js';
import { Bans } from './bans.js';
import { SessionSearch } from './session-search.js';

export function SessionsPage() {
  const [parameters, setParameters] = useParameters();
  return (
    <Page title="Members and sessions">
      <Tabs
        label="Sessions and bans"
        selected={parameters.get('tab') ?? 'sessions'}
        onSelect={(tab) => setParameters(tab === 'sessions' ? {} : { tab })}
        tabs={[
          { id: 'sessions', title: 'Sessions', content: <SessionSearch /> },
          { id: 'bans', title: 'Bans', content: <Bans /> },
        ]}
      />
    </Page>
  );
}
