import type { ReactNode } from 'react';
import { adviceFor, type ApiProblem } from '../api/problem.js';

interface NoticeProps {
  readonly tone?: 'info' | 'good' | 'warn' | 'bad';
  readonly children: ReactNode;
}

/** Something that a reader should see; what is bad is told at once. */
export function Notice({ tone = 'info', children }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** Stands where a list would: why nothing is there, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="quiet">{children}</div>}
    </div>
  );
}

/** Why something failed, in words; each wrong field where the request was wrong. */
export function ProblemNotice({ problem }: { readonly problem: ApiProblem | undefined }) {
  if (!problem) return null;
  const { title, detail, status, code, errors = [] } = problem.details;
  const advice = adviceFor(problem);
  const isWarning = code === 'history-unavailable' || code === 'history-off';
  return (
    <Notice tone={isWarning ? 'warn' : 'bad'}>
      <strong>{title}</strong>
      {advice !== undefined && <p>{advice}</p>}
      {errors.length > 0 ? (
        <ul>
          {errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path !== '' && <code>{path}</code>} {message}
            </li>
          ))}
        </ul>
      ) : (
        detail !== '' && detail !== advice && <p>{detail}</p>
      )}
      {status > 0 && (
        <p className="small quiet">
          {status} {code}
        </p>
      )}
    </Notice>
  );
}
