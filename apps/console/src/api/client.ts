import createClient, { type Middleware } from 'openapi-fetch';
import { problemOf } from './problem.js';
import type { paths } from './schema.js';

const STORED_AS = 'goim-console-key';

/** The API key of this tab: gone when the tab is closed, and never sent but as a header. */
export function storedKey(): string | undefined {
  return sessionStorage.getItem(STORED_AS) ?? undefined;
}

export function storeKey(key: string): void {
  sessionStorage.setItem(STORED_AS, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(STORED_AS);
}

/** Told once a call is answered with 401: whoever is signed in is not any more. */
type OnSignedOut = () => void;

let onSignedOut: OnSignedOut = () => undefined;

export function whenSignedOut(act: OnSignedOut): void {
  onSignedOut = act;
}

const withKey: Middleware = {
  onRequest({ request }) {
    const key = storedKey();
    if (key !== undefined) request.headers.set('Authorization', `Bearer ${key}`);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) onSignedOut();
    return undefined;
  },
};

/** The JSON API, with the key of this tab. */
export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'omit', cache: 'no-store' });
api.use(withKey);

interface Result<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** What was answered. @throws ApiProblem where that is no success */
export async function answerOf<Data>(call: Promise<Result<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(error, response.status);
  return data as NonNullable<Data>;
}
