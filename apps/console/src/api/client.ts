import createClient, { defaultPathSerializer, type Middleware } from 'openapi-fetch';
import { tabStorage } from '../storage.js';
import { noPath, problemOf } from './problem.js';
import type { paths } from './schema.js';

const STORED_AS = 'goim-console-key';

/** The API key of this tab: gone when the tab is closed, and never sent but as a header. */
export function storedKey(): string | undefined {
  return tabStorage.getItem(STORED_AS) ?? undefined;
}

export function storeKey(key: string): void {
  tabStorage.setItem(STORED_AS, key);
}

export function forgetKey(): void {
  tabStorage.removeItem(STORED_AS);
}

/** Told once a call is answered with 401: whoever is signed in is not any more. */
type OnSignedOut = () => void;

let onSignedOut: OnSignedOut = () => undefined;

export function whenSignedOut(act: OnSignedOut): void {
  onSignedOut = act;
}

/** Milliseconds that the server's clock is ahead of this browser's, as the last answer had it, to a second. */
let ahead = 0;

/** What the time is to the server: the browser's clock may be wrong. In milliseconds since 1970. */
export function serverTime(): number {
  return Date.now() + ahead;
}

const withKey: Middleware = {
  onRequest({ request }) {
    const key = storedKey();
    if (key !== undefined) request.headers.set('Authorization', `Bearer ${key}`);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) onSignedOut();
    const time = Date.parse(response.headers.get('Date') ?? '');
    if (!Number.isNaN(time)) ahead = time - Date.now();
    return undefined;
  },
};

/** @throws ApiProblem where a name would be left out of the path, and something else asked for or changed */
function pathOf(pattern: string, names: Record<string, unknown>): string {
  for (const name of Object.values(names)) if (name === '.' || name === '..') throw noPath(name);
  return defaultPathSerializer(pattern, names);
}

/** The JSON API, with the key of this tab. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'omit',
  cache: 'no-store',
  pathSerializer: pathOf,
});
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
