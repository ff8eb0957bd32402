import type { ReactNode } from 'react';

interface Props {
  readonly tone?: 'info' | 'good' | 'warn' | 'bad';
  readonly children: ReactNode;
}

/** Something that a reader should see; what is bad is told at once. */
export function Notice({ tone = 'info', children }: Props) {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}
