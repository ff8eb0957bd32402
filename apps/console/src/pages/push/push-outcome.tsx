import { Facts } from '../../components/facts.js';
import { Notice } from '../../components/notices.js';
import type { Pushed } from './send-push.js';

const SHOWN = 20;

/** What the server answered to a push. */
export function PushOutcome({ pushed: { sessions, offline, ids } }: { readonly pushed: Pushed }) {
  const nobody = sessions === 0;
  return (
    <>
      <Notice tone={nobody ? 'warn' : 'good'}>
        {nobody
          ? 'Stored, but nobody is connected whom it is for now.'
          : `Stored, for ${sessions === 1 ? '1 session' : `${sessions.toLocaleString()} sessions`}.`}
      </Notice>
      <Facts
        facts={[
          ['Message', ids.length === 0 ? 'none was stored' : <code>{ids.join(' ')}</code>],
          ...(offline.length > 0 ? [['Offline', listed(offline)] as const] : []),
        ]}
      />
    </>
  );
}

function listed(names: readonly (string | number)[]): string {
  const more = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
