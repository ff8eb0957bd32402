import type { IncomingMessage } from 'node:http';

/** `http://host/path`, as a client writes it that takes us for a proxy (RFC 9112, 3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)([^#]*)/i;

/**
 * The target of a request in the form that routes are matched by. A target that names a host says which host is meant,
 * whatever the header `Host` has: so the header is set to it.
 */
export function originForm({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string {
  const [, authority, path] = ABSOLUTE_FORM.exec(url) ?? [];
  if (authority === undefined || path === undefined) return url;
  headers.host = authority;
  return path.startsWith('/') ? path : `/${path}`;
}
