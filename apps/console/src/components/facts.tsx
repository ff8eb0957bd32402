import type { ReactNode } from 'react';

/** Names and what they stand for. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface BadgeProps {
  readonly tone?: 'neutral' | 'good' | 'warn' | 'bad' | 'accent';
  readonly children: ReactNode;
}

export function Badge({ tone = 'neutral', children }: BadgeProps) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

const DAY_MS = 86_400_000;
/** As the charts have it. */
const CLOCK = { timeStyle: 'medium', hourCycle: 'h23' } as const;
const timeOfDay = new Intl.DateTimeFormat(undefined, CLOCK);
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', ...CLOCK });

/** @param at milliseconds since 1970, or as ISO 8601 has it */
export function Time({ at }: { readonly at: number | string }) {
  const date = new Date(at);
  const isRecent = Math.abs(Date.now() - date.getTime()) < DAY_MS / 2;
  return (
    <time dateTime={date.toISOString()} title={dayAndTime.format(date)}>
      {(isRecent ? timeOfDay : dayAndTime).format(date)}
    </time>
  );
}
