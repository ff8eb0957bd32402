import { Link, Route, Router, Switch } from 'wouter';
import { Empty } from './components/notices.js';
import { Page } from './components/page.js';
import { Shell } from './components/shell.js';
import { ExplainPage } from './pages/explain/explain-page.js';
import { OverviewPage } from './pages/overview/overview-page.js';
import { PushPage } from './pages/push/push-page.js';
import { QueuePage } from './pages/queue/queue-page.js';
import { RoomPage } from './pages/rooms/room-page.js';
import { RoomsPage } from './pages/rooms/rooms-page.js';
import { SessionPage } from './pages/sessions/session-page.js';
import { SessionsPage } from './pages/sessions/sessions-page.js';
import { SignInGate } from './sign-in/sign-in-gate.js';

const BASE = import.meta.env.BASE_URL.replace(/\/$/, '');

export function App() {
  return (
    <SignInGate>
      <Router base={BASE}>
        <Shell>
          <Switch>
            <Route path="/" component={OverviewPage} />
            <Route path="/rooms" component={RoomsPage} />
            <Route path="/room" component={RoomPage} />
            <Route path="/sessions" component={SessionsPage} />
            <Route path="/session" component={SessionPage} />
            <Route path="/push" component={PushPage} />
            <Route path="/queue" component={QueuePage} />
            <Route path="/explain" component={ExplainPage} />
            <Route component={NotFoundPage} />
          </Switch>
        </Shell>
      </Router>
    </SignInGate>
  );
}

function NotFoundPage() {
  return (
    <Page title="Not here">
      <Empty title="The console has no such page">
        <Link href="/">Go to the overview</Link>
      </Empty>
    </Page>
  );
}
