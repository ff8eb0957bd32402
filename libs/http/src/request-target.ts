import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { AppError } from '#contracts';

const HOST = 'host';
/** `http://host/path`, as a client writes it that takes us for a proxy (RFC 9112, 3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)([^#]*)/i;

/** Answers requests of doubtful meaning with 400, before anything of them is looked at. */
export function refuseAmbiguous(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    const problem = ambiguityOf(raw);
    done(problem === undefined ? undefined : new AppError('invalid-argument', problem));
  });
}

/**
 * What makes it doubtful what a request asks for, so that it is refused rather than read in one of the ways; undefined
 * where nothing does.
 */
export function ambiguityOf({ rawHeaders, url = '' }: Pick<IncomingMessage, 'rawHeaders' | 'url'>): string | undefined {
  // Node takes the first; a proxy before it may have taken another.
  let hosts = 0;
  for (let n = 0; n < rawHeaders.length; n += 2) if (isHost(rawHeaders[n]!)) hosts++;
  if (hosts > 1) {
    return 'the header Host is there more than once';
  }
  const query = url.slice(url.indexOf('?') + 1);
  // A parser of queries leaves what it can't read as it is written: other text than was meant.
  if (query.includes('%') && !isDecodable(query)) return 'the query is no UTF-8, or has a % that begins no escape';
  return undefined;
}

/** Most names are no candidates by their length. */
function isHost(name: string): boolean {
  return name.length === HOST.length && name.toLowerCase() === HOST;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

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
