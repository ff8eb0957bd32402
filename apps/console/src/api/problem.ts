import type { components } from './schema.js';

export type ProblemDetails = components['schemas']['Problem'];

/** What a failed call comes to: the server's problem details, or what stands for them where none came. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(readonly details: Pick<ProblemDetails, 'code' | 'detail' | 'status' | 'title' | 'errors'>) {
    super(details.detail);
  }
}

/** Stands for a status where there is none. */
const NO_ANSWER = 0;

/** What each kind of problem means to whoever looks at a page, where the server's own title does not say what to do. */
const ADVICE: Partial<Record<ProblemDetails['code'], string>> = {
  unauthenticated: 'The key is not valid any more. Sign in with another one.',
  forbidden: 'The key that you signed in with may not do this.',
  unavailable: 'The message bus, or the node that was asked, does not answer. Trying again is safe.',
  'queue-full': 'The push queue is full. Nothing was stored; try again when the backlog is smaller.',
  'history-off': 'This installation keeps no history of messages (history.url).',
  'history-unavailable': 'The database of the history is away. Pushes and deliveries go on without it.',
  'rate-limited': 'More is asked for with this key than it may, at once or a second. Wait a moment.',
  internal: 'Something went wrong in the server. Its log says what.',
};

/** @returns undefined where the server's own words are enough */
export function adviceFor({ details }: ApiProblem): string | undefined {
  return details.status === NO_ANSWER ? undefined : ADVICE[details.code];
}

/** Whatever was thrown on the way to an answer. */
export function problemFrom(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  return new ApiProblem({
    code: 'unavailable',
    status: NO_ANSWER,
    title: 'The server cannot be reached',
    detail: 'No answer came: logic is not running, or the network between it and this browser is down.',
  });
}

/** @param name of a room, a session or whatever else is asked about */
export function noPath(name: string): ApiProblem {
  return new ApiProblem({
    code: 'invalid-argument',
    status: NO_ANSWER,
    title: `A browser cannot ask about ${name}`,
    detail: 'It takes dots alone for a step in the path. Other programs can ask, such as curl --path-as-is.',
  });
}

/** @param body of an answer that is no success */
export function problemOf(body: unknown, status: number): ApiProblem {
  if (isProblem(body)) return new ApiProblem(body);
  const title = status === 404 ? 'Not found' : 'The server answered with an error';
  return new ApiProblem({ code: status === 404 ? 'not-found' : 'internal', status, title, detail: `HTTP ${status}` });
}

function isProblem(body: unknown): body is ProblemDetails {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'title' in body;
}
