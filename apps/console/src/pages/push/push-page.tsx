import { Empty } from '../../components/notices.js';
import { Page } from '../../components/page.js';
import { useCaller } from '../../sign-in/caller.js';
import { PushForm } from './push-form.js';

export function PushPage() {
  const { may } = useCaller();
  return (
    <Page title="Push">
      {may('push') ? (
        <PushForm />
      ) : (
        <Empty title="Your key may not push">It needs the scope push. Sign in with one that has it.</Empty>
      )}
    </Page>
  );
}
