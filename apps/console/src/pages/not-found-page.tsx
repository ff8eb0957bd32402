import { Link } from 'wouter';
import { Empty } from '../components/empty.js';
import { Page } from '../components/page.js';

export function NotFoundPage() {
  return (
    <Page title="Not here">
      <Empty title="The console has no such page">
        <Link href="/">Go to the overview</Link>
      </Empty>
    </Page>
  );
}
