import type { ReactNode } from 'react';

interface Props {
  readonly tone?: 'neutral' | 'good' | 'warn' | 'bad' | 'accent';
  readonly children: ReactNode;
}

export function Badge({ tone = 'neutral', children }: Props) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}
