import { adviceFor, type ApiProblem } from '../api/problem.js';
import { Notice } from './notice.js';

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
