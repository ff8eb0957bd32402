import type { IncomingMessage } from 'node:http';

/** Of RFC 6750, 2.3: for callers that can set no header. */
const PARAMETER = 'access_token=';

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
  const [path = '', ...rest] = url.split('?');
  const parameters = rest.join('?').split('&');
  const token = parameters.find((parameter) => parameter.startsWith(PARAMETER))?.slice(PARAMETER.length);
  if (token === undefined) return url;
  request.headers.authorization ??= `Bearer ${token}`;
  const others = parameters.filter((parameter) => !parameter.startsWith(PARAMETER));
  request.originalUrl = others.length > 0 ? `${path}?${others.join('&')}` : path;
  return request.originalUrl;
}
