import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useCaller } from '../sign-in/caller.js';
import { Badge } from './facts.js';
import { Button } from './button.js';
import { Icon, type IconName, Logo } from './icons.js';
import { ThemeChoice } from './theme-choice.js';

interface Place {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** Other paths that belong to it. */
  readonly also?: string;
}

const PLACES: readonly Place[] = [
  { path: '/', title: 'Overview', icon: 'overview' },
  { path: '/rooms', title: 'Rooms', icon: 'rooms', also: '/room' },
  { path: '/sessions', title: 'Sessions', icon: 'sessions', also: '/session' },
  { path: '/push', title: 'Push', icon: 'push' },
  { path: '/queue', title: 'Queue', icon: 'queue' },
  { path: '/explain', title: 'Explain', icon: 'explain' },
];

/** What stands around each page: where one can go, and who one is. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [location] = useLocation();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <aside className="side">
        <Link href="/" className="plain" aria-label="goim console, overview">
          <Logo />
        </Link>
        <nav className="places" aria-label="Pages of the console">
          {PLACES.map(({ path, title, icon, also }) => (
            <Link
              key={path}
              href={path}
              className="place"
              aria-current={location === path || location === also ? 'page' : undefined}
            >
              <Icon name={icon} />
              {title}
            </Link>
          ))}
        </nav>
        <div className="side-foot">
          <WhoIsIn />
          <ThemeChoice />
        </div>
      </aside>
      {children}
    </div>
  );
}

function WhoIsIn() {
  const { open, name, scopes, signOut } = useCaller();
  if (open) {
    return (
      <p className="who quiet small" title="This server asks nobody from this network for a key (api.open)">
        Open: no key is needed here
      </p>
    );
  }
  return (
    <div className="who">
      {name !== null && <strong className="who-name">{name}</strong>}
      <span className="row row-tight">
        {scopes.map((scope) => (
          <Badge key={scope}>{scope}</Badge>
        ))}
      </span>
      <Button isSmall onPress={signOut}>
        Sign out
      </Button>
    </div>
  );
}
