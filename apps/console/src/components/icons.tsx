import icon from '../icon.svg';

const PATHS = {
  overview: 'M3 13h4v7H3zM10 4h4v16h-4zM17 9h4v11h-4z',
  rooms: 'M4 5h16v10H9l-5 4z',
  sessions: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-8 9a8 8 0 0 1 16 0',
  push: 'M4 12l16-8-5 16-4-6z',
  queue: 'M4 5h16v4H4zM4 11h16v4H4zM4 17h10v4H4z',
  explain: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zm5-2l5 5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" className="icon">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <span className="logo">
      <img src={icon} alt="" width="28" height="28" />
      goim <span className="logo-name">console</span>
    </span>
  );
}
