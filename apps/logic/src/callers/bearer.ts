import type { IncomingMessage } from 'node:http';

/** Of RFC 6750, 2.3: for callers that can set no header. */
const PARAMETER = 'access_token=';
const TOKENS = /(?:^|&)access_token=([^&]*)/g;

interface RoutedRequest extends Pick<IncomingMessage, 'headers'> {
  /** What Fastify keeps of the URL before it is rewritten; Nest's answers repeat it. */
  originalUrl?: string;
}

/**
 * Takes a token out of the query, before anything could write it down, and has it stand in the header, unless there is one.
 *
 * @returns the URL without it
 */
export function withoutToken(url: string, request: RoutedRequest): string {
  if (!url.includes(PARAMETER)) return url;
  const start = url.indexOf('?') + 1;
  if (start === 0) return url;
  let token: string | undefined;
  const query = url.slice(start);
  const others = query.replace(TOKENS, (_, found: string) => {
    token ??= found;
    return '';
  });
  if (token === undefined) return url;
  request.headers.authorization ??= `Bearer ${token}`;
  const path = url.slice(0, start - 1);
  request.originalUrl = others === '' ? path : `${path}?${others.replace(/^&/, '')}`;
  return request.originalUrl;
}
